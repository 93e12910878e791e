package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

/** Role sessions: names, external ids and tags. */
class AssumeRoleTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/";

    private final LocalAws aws = LocalAws.start();
    private final List<StsClient> clients = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        clients.forEach(StsClient::close);
        aws.close();
    }

    /**
     * The conditions of a trust policy, the request and the result: "IAM and AWS STS condition context keys" and
     * "Passing session tags in AWS STS" of the IAM user guide.
     */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        sts:AssumeRole                  | 'StringEquals': {'sts:ExternalId': 'secret-7'}             | id:secret-7       | true
        sts:AssumeRole                  | 'StringEquals': {'sts:ExternalId': 'secret-7'}             | id:other          | false
        sts:AssumeRole                  | 'StringEquals': {'sts:ExternalId': 'secret-7'}             | ``                | false
        sts:AssumeRole                  | 'StringLike': {'sts:RoleSessionName': 'sess*'}             | ``                | true
        sts:AssumeRole                  | 'StringEquals': {'sts:RoleSessionName': '${aws:userid}'}   | ``                | false
        sts:AssumeRole                  | 'Null': {'sts:RoleSessionName': 'false'}                   | ``                | true
        sts:AssumeRole                  | 'Null': {'sts:ExternalId': 'true'}                         | ``                | true
        sts:AssumeRole                  | 'Null': {'sts:ExternalId': 'true'}                         | id:any            | false
        sts:AssumeRole                  | 'Null': {'sts:ExternalId': 'true'}                         | team=etl          | false
        sts:AssumeRole,sts:TagSession   | 'Null': {'sts:ExternalId': 'true'}                         | team=etl          | true
        sts:AssumeRole,sts:TagSession   | 'StringEquals': {'aws:RequestTag/team': 'etl'}             | team=etl          | true
        sts:AssumeRole,sts:TagSession   | 'StringEquals': {'aws:RequestTag/team': 'etl'}             | team=bi           | false
        sts:AssumeRole,sts:TagSession   | 'StringEquals': {'aws:RequestTag/team': 'etl'}             | ``                | false
        sts:AssumeRole,sts:TagSession   | 'ForAllValues:StringEquals': {'aws:TagKeys': ['team']}     | team=etl          | true
        sts:AssumeRole,sts:TagSession   | 'ForAllValues:StringEquals': {'aws:TagKeys': ['cost']}     | team=etl          | false
        sts:AssumeRole,sts:TagSession   | 'Null': {'sts:TransitiveTagKeys': 'false'}                 | team=etl          | false
        sts:AssumeRole,sts:TagSession   | 'Null': {'sts:TransitiveTagKeys': 'false'}                 | !team=etl         | true
        sts:AssumeRole                  | 'StringEquals': {'aws:PrincipalTag/stage': 'prod'}         | ``                | true
        sts:AssumeRole                  | 'StringEquals': {'aws:PrincipalTag/stage': 'test'}         | ``                | false
        sts:AssumeRole                  | 'StringEquals': {'aws:PrincipalTag/team': 'etl'}           | ``                | false
        sts:AssumeRole                  | 'StringEquals': {'aws:ResourceTag/kind': 'target'}         | ``                | true
        sts:AssumeRole                  | 'StringEquals': {'iam:ResourceTag/kind': 'other'}          | ``                | false
        sts:AssumeRole                  | 'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/caller'} | ``| true
        sts:AssumeRole                  | 'ArnEquals': {'aws:SourceArn': 'arn:aws:iam::123456789012:role/caller'}    | ``| false
        sts:AssumeRole                  | 'DateLessThan': {'aws:CurrentTime': '2026-02-01'}          | ``                | true
        sts:AssumeRole                  | 'DateLessThan': {'aws:CurrentTime': '2026-01-01'}          | ``                | false
        sts:AssumeRole                  | 'DateGreaterThanEquals': {'aws:TokenIssueTime': '2026-01-01'} | ``             | true
        sts:AssumeRole                  | 'IpAddress': {'aws:SourceIp': '127.0.0.0/8'}               | ``                | true
        sts:AssumeRole                  | 'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}                | ``                | false
        """)
    void trustPolicyConditionsGrantOrDenyAssumeRole(String actions, String condition, String request, boolean granted) {
        deploy(role("caller", trustedBy("123456789012"), "'stage': 'prod'"), target(actions, condition));

        if (granted) {
            assertThatCode(() -> assume("caller", request)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> assume("caller", request))
                    .isInstanceOfSatisfying(StsException.class, e -> {
                        assertThat(e.statusCode()).isEqualTo(403);
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    })
                    .hasMessageContaining(
                            " on resource: " + ROLE + "target because no role trust policy allows the sts:");
        }
    }

    /** "Policy evaluation logic": a role that the trust policy names needs no permission; a role of the named account does. */
    @Test
    void roleNamedInTrustPolicyNeedsNoPermission() {
        deploy(
                role("caller", trustedBy("123456789012"), ""),
                role("named", trustedBy(ROLE + "caller"), ""),
                role("delegated", trustedBy("123456789012"), ""));

        assertThatCode(() -> as("caller").assumeRole(named("named"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> as("caller").assumeRole(named("delegated")))
                .hasMessageContaining("because no identity-based policy allows the sts:AssumeRole action");
        assertThatThrownBy(() -> as("named").assumeRole(named("named")))
                .hasMessageContaining("because no role trust policy allows the sts:AssumeRole action");
    }

    /** "Passing session tags": session tags are principal tags and override tags of the role; their keys are case-insensitive. */
    @Test
    void sessionTagsOverrideRoleTags() throws Exception {
        deploy(role(
                "reader",
                trustedBy("123456789012"),
                "'Team': 'bi'",
                allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/${aws:PrincipalTag/team}/*")));

        Wire.Keys own = keys(administrator().assumeRole(named("reader")).credentials());
        Wire.Keys tagged = keys(administrator()
                .assumeRole(request -> request.applyMutation(named("reader")).tags(tag("team", "etl")))
                .credentials());

        assertThat(read(own, "/bi/x")).isEqualTo("ParameterNotFound");
        assertThat(read(own, "/etl/x")).isEqualTo("AccessDeniedException");
        assertThat(read(tagged, "/etl/x")).isEqualTo("ParameterNotFound");
        assertThat(read(tagged, "/bi/x")).isEqualTo("AccessDeniedException");
    }

    /** "Chaining roles with session tags". */
    @Test
    void transitiveTagsPassToChainedRoles() throws Exception {
        String trust = "{'Effect': 'Allow', 'Principal': {'AWS': '123456789012'}, 'Action': [%s]}";
        deploy(
                role("first", trust.formatted("'sts:AssumeRole'"), "", allow("sts:*", "*")),
                role(
                        "second",
                        trust.formatted("'sts:AssumeRole', 'sts:TagSession'"),
                        "",
                        allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/${aws:PrincipalTag/team}")),
                role("third", trust.formatted("'sts:AssumeRole'"), ""));
        Credentials first = administrator()
                .assumeRole(request -> request.applyMutation(named("first"))
                        .tags(tag("team", "etl"), tag("cost", "7"))
                        .transitiveTagKeys("team"))
                .credentials();

        Wire.Keys second = keys(client(first).assumeRole(named("second")).credentials());

        assertThat(read(second, "etl")).isEqualTo("ParameterNotFound");
        assertThatThrownBy(() -> client(first).assumeRole(request -> request.applyMutation(named("second"))
                        .tags(tag("Team", "bi"))))
                .hasMessageContaining("conflicts with a transitive tag key from the calling session");
        assertThatThrownBy(() -> client(first).assumeRole(named("third")))
                .hasMessageContaining("because no role trust policy allows the sts:TagSession action");
    }

    /** "AssumeRole" of the STS API reference and "Roles terms and concepts: role chaining". */
    @Test
    void rejectsSessionDurationAboveMaximum() {
        deploy(
                role("caller", trustedBy("123456789012"), "", allow("sts:AssumeRole", "*")),
                role("target", trustedBy("123456789012"), "").replace("'Tags'", "'MaxSessionDuration': 7200, 'Tags'"));

        Instant expiration = administrator()
                .assumeRole(request -> request.applyMutation(named("target")).durationSeconds(7200))
                .credentials()
                .expiration();

        assertThat(expiration).isEqualTo(aws.clock().now().plus(Duration.ofHours(2)));
        assertThatThrownBy(() -> administrator().assumeRole(request -> request.applyMutation(named("target"))
                        .durationSeconds(7201)))
                .hasMessageContaining(
                        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        assertThatThrownBy(() -> as("caller").assumeRole(request -> request.applyMutation(named("target"))
                        .durationSeconds(7200)))
                .hasMessageContaining("exceeds the 1 hour session limit for roles assumed by role chaining");
    }

    // The API model: an ARN has at least 20 characters.
    @Test
    void rejectsMalformedRoleArn() {
        assertThatThrownBy(() -> administrator()
                        .assumeRole(request -> request.roleArn("none").roleSessionName("session")))
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        a           | ``       | Value 'a' at 'roleSessionName'
        with space  | ``       | Value 'with space' at 'roleSessionName'
        session     | !a       | Value '!' at 'externalId'
        """)
    void rejectsInvalidSessionNamesAndExternalIds(String name, String externalId, String message) {
        aws.existing().role("target");
        String id = externalId.isEmpty() ? null : externalId.substring(0, 1);

        assertThatThrownBy(() -> administrator().assumeRole(request -> request.roleArn(ROLE + "target")
                        .roleSessionName(name)
                        .externalId(id)))
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"))
                .hasMessageContaining(message);
    }

    /** Users report this for a role that is created after a role that trusts it, such as in configure-aws-credentials issue 332. */
    @Test
    void rejectsTrustPolicyThatNamesMissingRole() {
        assertThatThrownBy(() -> deploy(role("target", trustedBy(ROLE + "nobody"), "")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("Invalid principal in policy: \"AWS\":\"" + ROLE + "nobody\"");
    }

    private void assume(String caller, String request) {
        as(caller).assumeRole(builder -> {
            builder.roleArn(ROLE + "target").roleSessionName("session");
            if (request.startsWith("id:")) {
                builder.externalId(request.substring("id:".length()));
            } else if (!request.isEmpty()) {
                String[] tag = request.replace("!", "").split("=", 2);
                builder.tags(tag(tag[0], tag[1]));
                if (request.startsWith("!")) {
                    builder.transitiveTagKeys(tag[0]);
                }
            }
        });
    }

    private static Consumer<AssumeRoleRequest.Builder> named(String role) {
        return request -> request.roleArn(ROLE + role).roleSessionName("session");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private String read(Wire.Keys keys, String parameter) throws Exception {
        return String.valueOf(Wire.call(aws, keys, "AmazonSSM.GetParameter", "{\"Name\": \"" + parameter + "\"}")
                .errorType());
    }

    private StsClient administrator() {
        StsClient client = SdkClients.sts(aws);
        clients.add(client);
        return client;
    }

    private StsClient as(String role) {
        return client(administrator().assumeRole(named(role)).credentials());
    }

    private StsClient client(Credentials credentials) {
        StsClient client = SdkClients.configured(StsClient.builder(), aws)
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken())))
                .build();
        clients.add(client);
        return client;
    }

    private static Wire.Keys keys(Credentials credentials) {
        return new Wire.Keys(credentials.accessKeyId(), credentials.sessionToken());
    }

    private void deploy(String... roles) {
        aws.deploy(new Assembly(directory)
                .stack(
                        "Roles",
                        "{\"Resources\": {%s}}"
                                .formatted(String.join(", ", roles).replace('\'', '"')))
                .write());
    }

    private static String target(String actions, String condition) {
        return role(
                "target",
                "{'Effect': 'Allow', 'Principal': {'AWS': {'Fn::GetAtt': ['caller', 'Arn']}}, 'Action': ['%s'], 'Condition': {%s}}"
                        .formatted(actions.replace(",", "', '"), condition),
                "'kind': 'target'");
    }

    private static String trustedBy(String principal) {
        String reference =
                principal.equals(ROLE + "caller") ? "{'Fn::GetAtt': ['caller', 'Arn']}" : "'" + principal + "'";
        return "{'Effect': 'Allow', 'Principal': {'AWS': %s}, 'Action': 'sts:AssumeRole'}".formatted(reference);
    }

    private static String allow(String action, String resource) {
        return "{'Effect': 'Allow', 'Action': '%s', 'Resource': '%s'}".formatted(action, resource);
    }

    private static String role(String name, String trust, String tags, String... statements) {
        String tagList = tags.isEmpty()
                ? ""
                : "{'Key': %s, 'Value': %s}".formatted(tags.split(": ", 2)[0], tags.split(": ", 2)[1]);
        String policies = statements.length == 0
                ? ""
                : "{'PolicyName': 'Own', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [%s]}}"
                        .formatted(String.join(", ", statements));
        return ("'%s': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': '%s', 'Policies': [%s], 'Tags': [%s],"
                        + " 'AssumeRolePolicyDocument': {'Version': '2012-10-17', 'Statement': [%s]}}}")
                .formatted(name, name, policies, tagList, trust);
    }
}
