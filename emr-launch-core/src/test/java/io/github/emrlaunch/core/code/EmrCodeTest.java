package io.github.emrlaunch.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
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
    void deploysOnceForSeveralUses() {
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
    void fromDeploymentUsesGivenDeploymentProps() {
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
    void fromBucketDeploysNothingAndListsNoFiles() {
        EmrCode there = EmrCode.fromBucket(bucket, "there");

        configuration("one").code(there).build();

        assertThat(deployments()).isEmpty();
        assertThat(there.artifact().path()).isEqualTo("there/*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> there.files("*.jar"))
                .withMessage(
                        "The files below 'there' are not known at synth: only EmrCode.fromPath has a local folder");
    }

    /**
     * As {@code Code.files_in_path} of the Python library: a pattern without folders applies to files in all folders.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        *.jar            | a.jar jars/b.jar jars/more/c.jar
        **.jar           | a.jar jars/b.jar jars/more/c.jar
        **/*.jar         | a.jar jars/b.jar jars/more/c.jar
        jars/**/*.jar    | jars/b.jar jars/more/c.jar
        **/more/**/*.jar | jars/more/c.jar
        **/{a,b}.jar     | a.jar jars/b.jar
        ./*.jar          | a.jar
        ./**/*.jar       | a.jar jars/b.jar jars/more/c.jar
        /*.jar           | a.jar
        jars/*.jar       | jars/b.jar
        jars/**.jar      | jars/b.jar jars/more/c.jar
        {a,c}.jar        | a.jar jars/more/c.jar
        jars/{b,x}.*     | jars/b.jar
        *                | a.jar install.sh jars/b.jar jars/more/c.jar
        .*               | .hidden.jar .tools/.profile
        .tools/*         | .tools/.profile .tools/d.jar
        /.hidden.jar     | .hidden.jar
        """)
    void listsFilesThatMatchPattern(String pattern, String files, @TempDir Path folder) throws IOException {
        for (String file : List.of(
                "a.jar",
                "install.sh",
                "jars/b.jar",
                "jars/more/c.jar",
                ".hidden.jar",
                ".tools/.profile",
                ".tools/d.jar")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }

        assertThat(EmrCode.fromPath(folder.toString(), bucket, "etl").files(pattern))
                .containsExactlyInAnyOrder(files.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a", "", "/", "./", "{a,{b,c}}"})
    void rejectsInvalidFilePatterns(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> code.files(pattern))
                .withMessageStartingWith("'pattern' of files must be a glob, such as *.jar, got: '" + pattern + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        s3://artifacts/etl/code  | s3://artifacts/etl/code  | etl/code/*
        s3://artifacts/etl/code/ | s3://artifacts/etl/code  | etl/code/*
        S3://artifacts/etl       | s3://artifacts/etl       | etl/*
        s3a://artifacts/etl      | s3://artifacts/etl       | etl/*
        s3://artifacts           | s3://artifacts           | *
        s3://artifacts/          | s3://artifacts           | *
        """)
    void fromUriNormalizesUriAndDeploysNothing(String uri, String normal, String path) {
        EmrCode there = EmrCode.fromUri(uri);

        assertThat(there.uri()).isEqualTo(normal);
        assertThat(there.uriOf("job.jar")).isEqualTo(normal + "/job.jar");
        assertThat(there.artifact().bucket()).isEqualTo("artifacts");
        assertThat(there.artifact().path()).isEqualTo(path);
        assertThat(there.artifact().encryptionKey()).isNull();
        configuration("one").code(there).build();
        assertThat(deployments()).isEmpty();
        assertThat(test.parameter("/emr_launch/cluster_configurations/default/one")
                        .at("/ConfigurationArtifacts/0/Path")
                        .asText())
                .isEqualTo(path);
    }

    @Test
    void grantReadAllowsReadingCodeFromUri() {
        Role role = Role.Builder.create(test.stack(), "Reader")
                .assumedBy(new ServicePrincipal("emr-serverless.amazonaws.com"))
                .build();
        EmrCode.fromUri("s3://artifacts/etl").grantRead(test.stack(), role);
        EmrCode.fromUri("s3://artifacts/more").grantRead(test.stack(), role);
        EmrCode.fromUri("s3://all").grantRead(test.stack(), role);

        assertThat(test.statements("Reader"))
                .contains(
                        "s3:GetObject on arn:<AWS::Partition>:s3:::artifacts/etl/*",
                        "s3:GetObject on arn:<AWS::Partition>:s3:::artifacts/more/*",
                        "s3:GetObject on arn:<AWS::Partition>:s3:::all/*");
    }

    @Test
    void fromUriAcceptsTokensForBucketAndPrefix() {
        String name = CfnParameter.Builder.create(test.stack(), "Name").build().getValueAsString();
        String prefix =
                CfnParameter.Builder.create(test.stack(), "Prefix").build().getValueAsString();

        configuration("one")
                .code(EmrCode.fromUri("s3://" + name + "/" + prefix))
                .build();

        assertThat(test.resources().toString()).contains("\"Ref\":\"Prefix\"").doesNotContain("Token[");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrCode.fromUri(name))
                .withMessageContaining("concatenate bucket and prefix");
    }

    /** As {@code CfnDynamicReference} gives it; the names of most parameters have slashes. */
    @ParameterizedTest
    @CsvSource({
        "s3://{{resolve:ssm:/code/bucket}}/etl, etl/*",
        "s3://{{resolve:ssm:/code/bucket:2}}, *",
        "s3://company-{{resolve:ssm:/code/bucket}}/etl/code/, etl/code/*",
        "s3://artifacts/{{resolve:ssm:/code/prefix}}, {{resolve:ssm:/code/prefix}}/*"
    })
    void fromUriAcceptsDynamicReferences(String uri, String path) {
        EmrCode there = EmrCode.fromUri(uri);
        Role role = Role.Builder.create(test.stack(), "Reader")
                .assumedBy(new ServicePrincipal("emr-serverless.amazonaws.com"))
                .build();

        there.grantRead(test.stack(), role);
        configuration("one").code(there).build();

        String bucketName = uri.replaceFirst("s3://((\\{\\{[^}]*}}|[^/])+).*", "$1");
        assertThat(there.uri()).isEqualTo(uri.replaceFirst("/$", ""));
        assertThat(test.statements("Reader"))
                .contains("s3:GetObject on arn:<AWS::Partition>:s3:::%s/%s".formatted(bucketName, path));
        assertThat(test.parameter("/emr_launch/cluster_configurations/default/one")
                        .path("ConfigurationArtifacts"))
                .isEqualTo(Json.parse("[{\"Bucket\": \"%s\", \"Path\": \"%s\"}]".formatted(bucketName, path)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        artifacts/etl         | 'uri' of code must be a folder in S3, such as s3://bucket/etl/code, got: 'artifacts/etl'
        https://artifacts/etl | 'uri' of code must be a folder in S3
        s3:///etl             | 'uri' of code must be a folder in S3
        s3://arti*/etl        | The bucket of 'uri' must be the name of a bucket
        s3://artifacts/../etl | 'prefix' of code must be a folder in a bucket
        s3://artifacts//etl   | 'prefix' of code must be a folder in a bucket
        s3://artifacts/etl//a | 'prefix' of code must be a folder in a bucket, such as etl/code, got: 'etl//a'. Hadoop takes two slashes for one
        s3://artifacts/e*     | 'prefix' of code must be a folder in a bucket
        """)
    void rejectsInvalidUris(String uri, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrCode.fromUri(uri))
                .withMessageStartingWith(message);
    }

    @Test
    void fromPathWithoutPrefixUsesWholeBucket() {
        EmrCode all = EmrCode.fromPath(FOLDER, bucket);
        configuration("one").code(all).build();

        assertThat(all.uriOf("install.sh")).isEqualTo("s3://artifacts/install.sh");
        assertThat(all.artifact().path()).isEqualTo("*");
        assertThat(deployments()).singleElement().satisfies(deployment -> assertThat(
                        deployment.has("DestinationBucketKeyPrefix"))
                .isFalse());
        assertThat(test.statements("UploadRole"))
                .contains(
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::artifacts",
                        "s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on arn:<AWS::Partition>:s3:::artifacts/*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration("two").code(code).build())
                .withMessageContaining("one would remove the files of the other");
    }

    @Test
    void fromDeploymentWithoutPrefixUsesWholeBucket() {
        EmrCode all = EmrCode.fromDeployment(BucketDeploymentProps.builder()
                .sources(List.of(Source.asset(FOLDER)))
                .destinationBucket(bucket)
                .build());

        configuration("one").code(all).build();

        assertThat(all.uri()).isEqualTo("s3://artifacts");
        assertThat(all.artifact().path()).isEqualTo("*");
        assertThat(EmrCode.fromBucket(bucket).artifact()).isEqualTo(all.artifact());
        assertThat(deployments()).hasSize(1);
    }

    @Test
    void resolvedBootstrapActionHasUriOfDeployedScript() {
        assertThat(BootstrapAction.of("install", code, "install.sh", "--fast").resolve(test.stack()))
                .isEqualTo(Map.of(
                        "Name",
                        "install",
                        "ScriptBootstrapAction",
                        Map.of("Path", "s3://artifacts/etl/code/install.sh", "Args", List.of("--fast"))));
        assertThat(deployments()).hasSize(1);
    }

    @Test
    void rejectsMissingFileMissingFolderAndEmptyPrefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BootstrapAction.of("install", code, "instal.sh"))
                .withMessage("There is no file 'instal.sh' in the folder of code src/test/resources/code. "
                        + "Files: [install.sh, jars/a.jar, jars/b.jar]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrCode.fromPath("src/test/resources/nothing", bucket, "x"))
                .withMessageStartingWith("'folder' of code does not exist: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrCode.fromPath(FOLDER, bucket, ""))
                .withMessage(
                        "'prefix' of code must be a folder in a bucket, such as etl/code, got: ''. For the complete bucket, omit it");
    }

    /** The CDK grants nothing on an imported alias. */
    @Test
    void uploadRoleMayUseKeyOfImportedAlias() {
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

    /**
     * The function is part of the CDK, which would allow it to write to complete buckets. It may only write to prefixes
     * of code.
     */
    @Test
    void uploadRoleMayWriteOnlyToPrefixesOfCode() {
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

    /** A deployment of the app has its own function and role, with the CDK's grants. */
    @Test
    void doesNotChangeBucketDeploymentsOfApp() {
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
