package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

class ServerlessJobRoleTest {
    private static final String GLUE = "arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:";

    private final TestStack test = TestStack.create();
    private final IBucket bucket = Bucket.fromBucketName(test.stack(), "Data", "data");

    private ServerlessJobRole role() {
        return ServerlessJobRole.Builder.create(test.stack(), "JobRole").build();
    }

    private JsonNode trust() {
        return TestStack.readable(test.properties("AWS::IAM::Role").get(0).at("/AssumeRolePolicyDocument/Statement/0"));
    }

    @Test
    void trustsAllApplicationsOfAccountByDefault() {
        role();

        JsonNode trust = trust();
        assertThat(trust.at("/Principal/Service").asText()).isEqualTo("emr-serverless.amazonaws.com");
        assertThat(trust.at("/Condition/StringEquals/aws:SourceAccount").asText())
                .isEqualTo("<AWS::AccountId>");
        assertThat(trust.at("/Condition/ArnLike/aws:SourceArn").asText())
                .isEqualTo("arn:<AWS::Partition>:emr-serverless:<AWS::Region>:<AWS::AccountId>:/applications/*");
        assertThat(test.statements("JobRole")).isEmpty();
    }

    @Test
    void trustsOnlyGivenApplication() {
        ServerlessJobRole.Builder.create(test.stack(), "JobRole")
                .applications(ServerlessApplication.fromApplicationId(
                        test.stack(), "Application", "00f1", ApplicationType.SPARK))
                .build();

        assertThat(trust().at("/Condition/ArnLike/aws:SourceArn").asText()).endsWith(":/applications/00f1");
    }

    @Test
    void rejectsEmptyApplications() {
        for (ServerlessJobRole.Builder builder : List.of(
                ServerlessJobRole.Builder.create(test.stack(), "JobRole").applications(),
                ServerlessJobRole.Builder.create(test.stack(), "JobRole").applications(List.of()))) {
            assertThatThrownBy(builder::build)
                    .hasMessage("Stack/JobRole: 'applications' is empty, which would let jobs of all applications have "
                            + "the role. Name at least one application, or remove 'applications'");
        }
    }

    @Test
    void runSettingsRejectEmptyExecutionPolicies() {
        assertThatThrownBy(() -> JobRunSettings.batch().withExecutionPolicies())
                .hasMessage("'policies' of a job run is empty, which would not restrict the run. Name at least one "
                        + "policy, or remove withExecutionPolicies");
    }

    @Test
    void hasOnlyGrantedPermissions() {
        role().grantReadSamples()
                .grantRead(bucket, "data/in/*")
                .grantReadWrite(bucket, "data/out/*")
                .grantGlueDatabases("default");

        assertThat(test.statements("JobRole"))
                .containsExactly(
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::<AWS::Region>.elasticmapreduce",
                        "s3:GetObject on arn:<AWS::Partition>:s3:::<AWS::Region>.elasticmapreduce/*",
                        "s3:GetBucketLocation on arn:<AWS::Partition>:s3:::data",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::data",
                        "s3:GetObject on arn:<AWS::Partition>:s3:::data/data/in/*",
                        "s3:GetBucketLocation s3:ListBucketMultipartUploads on arn:<AWS::Partition>:s3:::data",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::data",
                        "s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:ListMultipartUploadParts s3:PutObject "
                                + "on arn:<AWS::Partition>:s3:::data/data/out/*",
                        "glue:BatchCreatePartition glue:CreateDatabase glue:CreatePartition glue:CreateTable "
                                + "glue:DeleteTable glue:GetDatabase glue:GetDatabases glue:GetPartition glue:GetPartitions "
                                + "glue:GetTable glue:GetTables glue:GetUserDefinedFunctions glue:UpdateTable on "
                                + "%1$scatalog %1$sdatabase/default %1$stable/default/* %1$suserDefinedFunction/default/*"
                                        .formatted(GLUE));
    }

    @Test
    void grantReadWriteIncludesKeyOfBucket() {
        IBucket encrypted = Bucket.Builder.create(test.stack(), "Encrypted")
                .encryptionKey(new Key(test.stack(), "Key"))
                .build();
        role().grantReadWrite(encrypted);

        assertThat(test.statements("JobRole"))
                .anySatisfy(statement -> assertThat(statement).startsWith("kms:Decrypt kms:GenerateDataKey on <Key"));
    }

    @Test
    void grantWriteLogsAllowsLogsOfApplication() {
        ServerlessApplication application = ServerlessApplication.Builder.create(test.stack(), "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .monitoring(ServerlessMonitoring.inBucket(bucket, "logs/")
                        .withCloudWatch(
                                CloudWatchLogging.in(LogGroup.fromLogGroupName(test.stack(), "Group", "/batch"))))
                .build();
        application.grantWriteLogs(role().getRole());

        assertThat(test.statements("JobRole"))
                .containsExactly(
                        "s3:GetBucketLocation s3:ListBucketMultipartUploads on arn:<AWS::Partition>:s3:::data",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::data",
                        "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject on "
                                + "arn:<AWS::Partition>:s3:::data/logs/*",
                        "logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on "
                                + "arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/batch:*",
                        "logs:DescribeLogGroups on *");
    }

    @Test
    void rejectsInvalidGlueDatabases() {
        assertThatThrownBy(() -> role().grantGlueDatabases("*"))
                .hasMessage("'databases' of the Glue Data Catalog have letters, digits, _ and -, got: *");
        assertThatThrownBy(() -> ServerlessJobRole.Builder.create(test.stack(), "Other")
                        .build()
                        .grantGlueDatabases())
                .hasMessage("'databases' of the Glue Data Catalog must be named: there are none");
    }
}
