package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * IAM for clients, as in its <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html">API reference</a>.
 * Statuses and error codes are those of botocore's model of IAM.
 */
class IamOperationsTest {
    private final LocalAws aws = LocalAws.builder().region("eu-central-1").start();

    @AfterEach
    void close() {
        aws.close();
    }

    /** IAM has one global endpoint, whose requests are signed for us-east-1. */
    private HttpResponse<String> call(String action, Map<String, String> input) throws IOException {
        Map<String, String> form = new TreeMap<>(input);
        form.put("Action", action);
        form.put("Version", "2010-05-08");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(aws.endpoint() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))));
        Wire.sign(request, Wire.Keys.administrator(aws), "us-east-1", "iam");
        return Wire.send(request.build());
    }

    private static String trust(String element) {
        return """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", %s}]}""".formatted(element);
    }

    private HttpResponse<String> createRole(String name, String statement) throws IOException {
        return call("CreateRole", Map.of("RoleName", name, "AssumeRolePolicyDocument", trust(statement)));
    }

    @Test
    void createsAndDeletesRoleOnlyOnce() throws IOException {
        String statement = "\"Principal\": {\"Service\": \"states.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"";

        assertThat(createRole("machine", statement).body())
                .contains("<RoleName>machine</RoleName>", "<Arn>arn:aws:iam::123456789012:role/machine</Arn>");
        HttpResponse<String> second = createRole("machine", statement);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("<Code>EntityAlreadyExists</Code>");
        assertThat(call("DeleteRole", Map.of("RoleName", "machine")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> gone = call("DeleteRole", Map.of("RoleName", "machine"));
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("<Code>NoSuchEntity</Code>");
    }

    @Test
    void rejectsMalformedTrustPolicy() throws IOException {
        HttpResponse<String> refused =
                createRole("machine", "\"Principal\": {\"Service\": \"*\"}, \"Action\": \"sts:*\"");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("<Code>MalformedPolicyDocument</Code>");
        assertThat(call("DeleteRole", Map.of("RoleName", "machine")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void rejectsUnsupportedMembers() throws IOException {
        HttpResponse<String> refused = call("DeleteRole", Map.of("RoleName", "machine", "Force", "true"));

        assertThat(refused.body()).contains("<Code>ValidationError</Code>", "Force of DeleteRole");
    }

    /** "Determining whether a request is allowed or denied within an account" of the IAM user guide. */
    @ParameterizedTest
    @CsvSource({
        "s3:GetObject, arn:aws:s3:::bucket/etl/a, etl, allowed",
        "s3:GetObject, arn:aws:s3:::bucket/etl/a, , implicitDeny",
        "s3:PutObject, arn:aws:s3:::bucket/etl/a, etl, implicitDeny",
        "s3:GetObject, arn:aws:s3:::bucket/secret, etl, explicitDeny"
    })
    void simulateCustomPolicyReturnsDecision(String action, String resource, String team, String decision)
            throws IOException {
        Map<String, String> input = new TreeMap<>(Map.of(
                "PolicyInputList.member.1", """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*"},
                  {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::bucket/secret"}]}""", "ActionNames.member.1", action, "ResourceArns.member.1", resource));
        if (team != null) {
            input.put("ContextEntries.member.1.ContextKeyName", "aws:PrincipalTag/team");
            input.put("ContextEntries.member.1.ContextKeyType", "string");
            input.put("ContextEntries.member.1.ContextKeyValues.member.1", team);
        }

        assertThat(call("SimulateCustomPolicy", input).body())
                .contains(
                        "<EvalActionName>" + action + "</EvalActionName>",
                        "<EvalDecision>" + decision + "</EvalDecision>");
    }
}
