package io.github.emrlaunch.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeployment;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;

class EmrCodeTest {
    private static final String FOLDER = "src/test/resources/code";

    private final TestStack test = TestStack.create();
    private final IBucket bucket = Bucket.fromBucketName(test.stack(), "Bucket", "artifacts");
    private final EmrCode code = EmrCode.fromPath(FOLDER, bucket, "etl/code/");

    private List<ObjectNode> deployments() {
        return test.properties("Custom::CDKBucketDeployment");
    }

    private ClusterConfiguration.Builder configuration(String id) {
        return test.configuration(id).configurationName(id);
    }

    @Test
    void isDeployedOnceHoweverOftenItIsUsed() {
        configuration("one")
                .bootstrapActions(
                        BootstrapAction.of("install", code, "install.sh"),
                        BootstrapAction.of("again", code, "install.sh", "--again"))
                .sparkJars(code, code.files("**.jar"))
                .build();
        configuration("two").code(code).build();

        assertThat(deployments()).singleElement().satisfies(deployment -> {
            assertThat(deployment.path("DestinationBucketName").asText()).isEqualTo("artifacts");
            assertThat(deployment.path("DestinationBucketKeyPrefix").asText()).isEqualTo("etl/code");
        });
        ObjectNode stored = test.parameter("/emr_launch/cluster_configurations/default/one");
        assertThat(stored.path("ConfigurationArtifacts"))
                .isEqualTo(Json.parse("[{\"Bucket\": \"artifacts\", \"Path\": \"etl/code/*\"}]"));
        assertThat(stored.at("/ClusterConfiguration/BootstrapActions/1")).isEqualTo(Json.parse("""
                        {"Name": "again",
                         "ScriptBootstrapAction": {"Path": "s3://artifacts/etl/code/install.sh", "Args": ["--again"]}}"""));
        assertThat(stored.at("/ClusterConfiguration/Configurations")).isEqualTo(Json.parse("""
                        [{"Classification": "spark-defaults", "Properties": {
                           "spark.jars": "s3://artifacts/etl/code/jars/a.jar,s3://artifacts/etl/code/jars/b.jar"}}]"""));
        assertThat(test.parameter("/emr_launch/cluster_configurations/default/two")
                        .path("ConfigurationArtifacts"))
                .isEqualTo(stored.path("ConfigurationArtifacts"));
    }

    @Test
    void comesFromABucketDeploymentToo() {
        EmrCode deployed = EmrCode.fromDeployment(BucketDeploymentProps.builder()
                .sources(List.of(Source.asset(FOLDER)))
                .destinationBucket(bucket)
                .destinationKeyPrefix("props")
                .prune(false)
                .build());

        configuration("one").code(deployed).build();

        assertThat(deployments()).singleElement().satisfies(deployment -> {
            assertThat(deployment.path("DestinationBucketKeyPrefix").asText()).isEqualTo("props");
            assertThat(deployment.path("Prune").asBoolean()).isFalse();
        });
        assertThat(deployed.uriOf("install.sh")).isEqualTo("s3://artifacts/props/install.sh");
    }

    @Test
    void isLeftAloneWhereItIsAlready() {
        EmrCode there = EmrCode.fromBucket(bucket, "there");

        configuration("one").code(there).build();

        assertThat(deployments()).isEmpty();
        assertThat(there.artifact().path()).isEqualTo("there/*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> there.files("*.jar"))
                .withMessage("The files below 'there' are not known at synth: only EmrCode.fromPath knows its folder");
    }

    @Test
    void findsItsFilesByPattern() {
        assertThat(code.files("*")).containsExactly("install.sh");
        assertThat(code.files("**.jar")).containsExactly("jars/a.jar", "jars/b.jar");
        assertThat(code.files("jars/a*")).containsExactly("jars/a.jar");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BootstrapAction.of("install", code, "instal.sh"))
                .withMessage("There is no file 'instal.sh' in the folder of code src/test/resources/code. "
                        + "Files: [install.sh, jars/a.jar, jars/b.jar]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrCode.fromPath("src/test/resources/nothing", bucket, "x"))
                .withMessageStartingWith("'folder' of code does not exist: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrCode.fromPath(FOLDER, bucket, ""))
                .withMessage("'prefix' of code must be a folder in a bucket, such as etl/code, got: ''");
    }

    /** The CDK grants nothing on an alias that it does not know. */
    @Test
    void isUploadedToABucketWhoseKeyIsKnownByItsAlias() {
        IBucket encrypted = Bucket.fromBucketAttributes(
                test.stack(),
                "Encrypted",
                BucketAttributes.builder()
                        .bucketName("encrypted")
                        .encryptionKey(Alias.fromAliasName(test.stack(), "Alias", "alias/code"))
                        .build());

        configuration("one").code(EmrCode.fromPath(FOLDER, encrypted, "etl")).build();

        assertThat(test.statements("UploadRole"))
                .contains("kms:Decrypt kms:GenerateDataKey on "
                        + "arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*");
    }

    /** The function is the CDK's, which would let it write whole buckets; it does what it may, and that is for code alone. */
    @Test
    void isUploadedByARoleThatWritesBelowItsPrefixesOnly() {
        IBucket data = Bucket.fromBucketName(test.stack(), "Data", "data");
        configuration("one").code(EmrCode.fromPath(FOLDER, data, "etl")).build();
        test.configuration("Other")
                .configurationName("two")
                .code(EmrCode.fromPath(FOLDER, data, "team/code"))
                .build();

        assertThat(test.statements("UploadRole"))
                .filteredOn(statement -> statement.contains("s3:::data"))
                .containsExactly(
                        "s3:GetBucketLocation s3:GetBucketTagging on arn:<AWS::Partition>:s3:::data",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::data",
                        "s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on arn:<AWS::Partition>:s3:::data/etl/*",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::data",
                        "s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on arn:<AWS::Partition>:s3:::data/team/code/*");
        assertThat(test.statements("UploadRole"))
                .filteredOn(statement -> !statement.contains("s3:::data"))
                .singleElement()
                .asString()
                .startsWith("s3:GetObject on arn:");
        assertThat(test.properties("AWS::IAM::Policy")).allSatisfy(policy -> assertThat(policy.toString())
                .doesNotContain("s3:PutObjectLegalHold", "s3:List*"));
    }

    /** A deployment of the app itself has a function and a role of its own, which the CDK grants what it needs. */
    @Test
    void leavesDeploymentsOfTheAppAlone() {
        IBucket data = Bucket.fromBucketName(test.stack(), "Data", "data");
        configuration("one").code(EmrCode.fromPath(FOLDER, data, "etl")).build();
        BucketDeployment.Builder.create(test.stack(), "Own")
                .sources(List.of(Source.asset(FOLDER)))
                .destinationBucket(data)
                .destinationKeyPrefix("own")
                .build();

        assertThat(test.statements("756CServiceRole"))
                .anySatisfy(statement -> assertThat(statement).contains("s3:PutObject", "s3:::data"));
        assertThat(test.properties("AWS::Lambda::Function").stream()
                        .filter(function -> function.path("Timeout").asInt() == 900))
                .hasSize(2);
    }
}
