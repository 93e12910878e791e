package io.github.emrlaunch.local.spark;

import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sessions of roles that may do what a test lists. */
public final class TestSessions {
    private TestSessions() {}

    /** What tells who calls. */
    public record Keys(String accessKeyId, String sessionToken) {}

    /** The keys of a session of a role with these statements of an identity policy. */
    public static Keys keys(LocalAws aws, String role, String... statements) throws IOException {
        aws.existing()
                .role(role, "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}");
        HttpURLConnection request = (HttpURLConnection) aws.endpoint().toURL().openConnection(Proxy.NO_PROXY);
        request.setRequestProperty(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + aws.environment().get("AWS_ACCESS_KEY_ID") + "/20260101/"
                        + aws.region() + "/sts/aws4_request, SignedHeaders=host, Signature=0");
        request.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        request.setDoOutput(true);
        request.getOutputStream()
                .write(("Action=AssumeRole&Version=2011-06-15&RoleSessionName=session&RoleArn=arn:aws:iam::"
                                + aws.accountId() + ":role/" + role)
                        .getBytes(StandardCharsets.UTF_8));
        String answer = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Keys(element(answer, "AccessKeyId"), element(answer, "SessionToken"));
    }

    /** The environment of a job of a role with these statements. */
    public static Map<String, String> environment(LocalAws aws, String role, String... statements) throws IOException {
        Keys keys = keys(aws, role, statements);
        Map<String, String> environment = new LinkedHashMap<>(aws.environment());
        environment.put("AWS_ACCESS_KEY_ID", keys.accessKeyId());
        environment.put("AWS_SESSION_TOKEN", keys.sessionToken());
        return environment;
    }

    private static String element(String document, String name) {
        Matcher element = Pattern.compile("<" + name + ">(.*?)</" + name + ">", Pattern.DOTALL)
                .matcher(document);
        if (!element.find()) {
            throw new IllegalStateException(document);
        }
        return element.group(1);
    }
}
