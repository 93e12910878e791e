package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Unknown members of EMR requests. AWS does not document whether they are rejected or ignored, so a forbidden request must be rejected
 * in both modes.
 */
class UnknownEmrMembersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'LearnedYesterday': true                     | Unknown member 'LearnedYesterday': RunJobFlowInput has the members
        'Tags': [{'Key': 'k', 'Colour': 'red'}]      | Unknown member 'Tags[0].Colour': Tag has the members
        'ManagedScalingPolicy': {'New': {}}          | Unknown member 'ManagedScalingPolicy.New'
        'jobFlowRole': 'other'                       | Unknown member 'jobFlowRole'
        """)
    void rejectsOrIgnoresUnknownMembers(String member, String message) {
        try (LocalAws refusing = account(false);
                LocalAws ignoring = account(true)) {
            Wire.Answer refused = new EmrWire(refusing).run(member);
            Wire.Answer ignored = new EmrWire(ignoring).run(member);

            assertThat(refused.message()).contains(message);
            assertThat(refusing.clusters()).isEmpty();
            assertThat(ignored.status()).as(ignored.body().toString()).isEqualTo(200);
            assertThat(ignoring.clusters().get(0).request().toString())
                    .as("the request as it came")
                    .contains(message.replaceAll("Unknown member '(?:.*\\.)?(\\w+)'.*", "\"$1\""));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void describeClusterOmitsIgnoredMembers(boolean ignores) {
        try (LocalAws aws = account(ignores)) {
            EmrWire emr = new EmrWire(aws);
            emr.run("'Configurations': [{'Classification': 'spark', 'Colour': 'red'}]");

            aws.clusters()
                    .forEach(cluster -> assertThat(emr.call("DescribeCluster", "'ClusterId': '" + cluster.id() + "'")
                                    .body()
                                    .at("/Cluster/Configurations/0")
                                    .toString())
                            .isEqualTo("{\"Classification\":\"spark\"}"));
            assertThat(aws.clusters()).hasSize(ignores ? 1 : 0);
        }
    }

    /** A member with a similar name does not replace a checked member and does not prevent its check. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unknownMembersDoNotBypassPermissions(boolean ignores) {
        try (LocalAws aws = account(ignores)) {
            aws.existing().role("admin").instanceProfile("admin", "admin");
            Wire.Keys keys = Sessions.keys(
                    aws,
                    "launcher",
                    "{\"Effect\": \"Allow\", \"Action\": [\"elasticmapreduce:RunJobFlow\", \"elasticmapreduce:AddTags\"],"
                            + " \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:RequestTag/team\": \"etl\"}}}",
                    "{\"Effect\": \"Allow\", \"Action\": \"iam:PassRole\", \"Resource\":"
                            + " [\"arn:aws:iam::123456789012:role/service\", \"arn:aws:iam::123456789012:role/instances\"]}");
            EmrWire launcher = new EmrWire(aws, keys);
            String tags = "'Tags': [{'Key': 'team', 'Value': 'etl'}]";

            assertThat(launcher.run(tags).status()).isEqualTo(200);
            assertThat(launcher.run(tags + ", 'ServiceRole': 'admin', 'serviceRole': 'service'")
                            .message())
                    .contains("iam:PassRole on resource: arn:aws:iam::123456789012:role/admin");
            assertThat(launcher.run(tags + ", 'JobFlowRole': 'admin', 'Role': 'profile'")
                            .message())
                    .contains("iam:PassRole on resource: arn:aws:iam::123456789012:role/admin");
            assertThat(launcher.run("'tags': [{'Key': 'team', 'Value': 'etl'}]").message())
                    .contains("not authorized to perform: elasticmapreduce:RunJobFlow");
            assertThat(aws.clusters()).hasSize(1);
        }
    }

    /** The known members of the request are checked, whatever the unknown members are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unknownMembersDoNotReplaceRequiredMembers(boolean ignores) {
        try (LocalAws aws = account(ignores)) {
            Wire.Answer answer =
                    new EmrWire(aws).run("'ServiceRole': null, 'serviceRole': 'service', 'Role': 'service'");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.message())
                    .contains(
                            ignores ? "ServiceRole is required for creating cluster." : "Unknown member 'serviceRole'");
        }
    }

    private static LocalAws account(boolean ignores) {
        LocalAws aws = LocalAws.builder().ignoresUnknownEmrMembers(ignores).start();
        aws.existing()
                .role("service")
                .instanceProfile("profile", "instances")
                .serviceLinkedRole("elasticmapreduce.amazonaws.com");
        return aws;
    }
}
