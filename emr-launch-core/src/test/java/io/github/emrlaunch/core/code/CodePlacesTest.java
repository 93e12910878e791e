package io.github.emrlaunch.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketProps;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;
import software.constructs.Construct;

/** Each stack deploys the code that it uses, and no two deployments of an app remove each other's files. */
class CodePlacesTest {
    private static final String FOLDER = "src/test/resources/code";
    private static final String OTHER_FOLDER = FOLDER + "/jars";

    private final App app = new App();
    private final Stack stack = new Stack(app, "Stack");
    private final IBucket bucket = imported(stack);

    private static IBucket imported(Construct scope) {
        return Bucket.fromBucketName(scope, "Artifacts", "artifacts");
    }

    private static EmrCode code(IBucket bucket, String prefix) {
        return EmrCode.fromPath(FOLDER, bucket, prefix);
    }

    private static EmrCode otherCode(IBucket bucket, String prefix) {
        return EmrCode.fromPath(OTHER_FOLDER, bucket, prefix);
    }

    private static EmrCode deployed(IBucket bucket, String prefix, boolean prune, List<String> exclude) {
        return EmrCode.fromDeployment(BucketDeploymentProps.builder()
                .sources(List.of(Source.asset(OTHER_FOLDER)))
                .destinationBucket(bucket)
                .destinationKeyPrefix(prefix)
                .prune(prune)
                .exclude(exclude.isEmpty() ? null : exclude)
                .build());
    }

    private static void use(Construct scope, String id, EmrCode code) {
        use(scope, id, id, code);
    }

    private static void use(Construct scope, String id, String name, EmrCode code) {
        ClusterConfiguration.Builder.create(scope, id)
                .configurationName(name)
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(Subnet.fromSubnetId(scope, id + "Subnet", "subnet-0123456789abcdef0"))
                .code(code)
                .build();
    }

    private static int deployments(Stack stack) {
        return Template.fromStack(stack)
                .findResources("Custom::CDKBucketDeployment")
                .size();
    }

    private static void assertRefused(Runnable use, String... words) {
        assertThatIllegalArgumentException().isThrownBy(use::run).satisfies(error -> assertThat(error)
                .hasMessageContainingAll(words)
                .hasMessageContaining("one would remove the files of the other"));
    }

    @Test
    void eachStageDeploysTheCodeThatItUses() {
        EmrCode code = code(bucket, "etl");
        Stack test = new Stack(new Stage(app, "Test"), "Etl");
        Stack production = new Stack(new Stage(app, "Production"), "Etl");

        use(test, "One", code);
        use(production, "One", code);
        use(production, "Two", code);

        assertThat(deployments(test)).isOne();
        assertThat(deployments(production)).isOne();
    }

    @Test
    void eachStackDeploysTheCodeThatItUses() {
        EmrCode code = code(bucket, "etl");
        Stack other = new Stack(app, "Other");
        NestedStack nested = new NestedStack(stack, "Nested");

        use(other, "One", code);
        use(nested, "Two", code);

        assertThat(deployments(stack)).isZero();
        assertThat(deployments(other)).isOne();
        assertThat(deployments(nested)).isOne();
    }

    @Test
    void stackDeploysEqualCodeOnce() {
        use(stack, "One", code(bucket, "etl"));
        use(stack, "Two", EmrCode.fromPath("./" + FOLDER, bucket, "etl/"));

        assertThat(deployments(stack)).isOne();
    }

    @Test
    void twoStacksCanDeployEqualCodeToSamePrefix() {
        Stack other = new Stack(app, "Other");

        use(stack, "One", code(bucket, "etl"));
        use(other, "Two", code(imported(other), "etl"));

        assertThat(deployments(stack)).isOne();
        assertThat(deployments(other)).isOne();
    }

    @Test
    void rejectsOtherCodeAtSamePrefix() {
        use(stack, "One", code(bucket, "etl"));

        assertRefused(
                () -> use(stack, "Two", otherCode(bucket, "etl/")),
                "Stack/Two: ",
                "Stack/One deploys to 'etl'",
                "Stack/Two to 'etl'",
                "bucket artifacts");
    }

    @Test
    void rejectedConstructReservesNeitherIdNorName() {
        use(stack, "One", code(bucket, "etl"));
        ClusterConfiguration.Builder two = ClusterConfiguration.Builder.create(stack, "Two")
                .configurationName("shared")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(Subnet.fromSubnetId(stack, "Subnet", "subnet-0123456789abcdef0"));

        assertRefused(() -> two.code(otherCode(bucket, "etl")).build(), "Stack/Two");
        use(stack, "Three", "shared", otherCode(bucket, "jars"));
        use(stack, "Two", otherCode(bucket, "more-jars"));

        assertThat(deployments(stack)).isEqualTo(3);
    }

    @Test
    void rejectsOtherCodeOfPipelineAtPrefixOfConfiguration() {
        use(stack, "One", code(bucket, "etl"));
        PersistentClusterPipeline.Builder pipeline = PersistentClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName("pipeline")
                .anyClusterNamed("shared")
                .phases(Phase.of("Work", EmrStep.shellScript("Work", otherCode(bucket, "etl"), "a.jar", List.of())));

        assertRefused(pipeline::build, "Stack/One", "Stack/Pipeline");
    }

    @Test
    void rejectsOtherCodeAtSamePrefixInAnotherStack() {
        Stack other = new Stack(app, "Other");
        use(stack, "One", code(bucket, "etl"));

        assertRefused(() -> use(other, "Two", otherCode(imported(other), "etl")), "Stack/One", "Other/Two");
    }

    @Test
    void rejectsOtherCodeAtSamePrefixInAnotherStage() {
        Stack production = new Stack(new Stage(app, "Production"), "Etl");
        use(stack, "One", code(bucket, "etl"));

        assertRefused(
                () -> use(production, "Two", otherCode(imported(production), "etl")),
                "Stack/One",
                "Production/Etl/Two");
    }

    @Test
    void rejectsPrefixInsideAnotherPrefix() {
        use(stack, "One", code(bucket, "etl"));

        assertRefused(
                () -> use(stack, "Two", otherCode(bucket, "etl/jars")), "to 'etl' and", "Stack/Two to 'etl/jars'");
    }

    @Test
    void rejectsPrefixThatContainsAnotherPrefix() {
        use(stack, "One", code(bucket, "etl/jars"));

        assertRefused(() -> use(stack, "Two", otherCode(bucket, "etl")), "Stack/One deploys to 'etl/jars'");
    }

    @Test
    void acceptsDifferentPrefixesWithCommonStart() {
        use(stack, "One", code(bucket, "a-b"));
        use(stack, "Two", otherCode(bucket, "a/b"));
        use(stack, "Three", EmrCode.fromPath("src/test/resources", bucket, "a-"));

        assertThat(deployments(stack)).isEqualTo(3);
    }

    @Test
    void acceptsSamePrefixInTwoBucketsWithSameId() {
        Bucket one = new Bucket(new Construct(stack, "One"), "Bucket");
        Bucket two = new Bucket(new Construct(stack, "Two"), "Bucket");

        Construct user = new Construct(stack, "User");
        code(one, "etl").deploy(user);
        otherCode(two, "etl").deploy(user);

        assertThat(deployments(stack)).isEqualTo(2);
    }

    @Test
    void treatsBucketImportedByNameAsSameBucket() {
        Bucket named = new Bucket(
                stack, "Named", BucketProps.builder().bucketName("artifacts").build());
        use(stack, "One", code(named, "etl"));

        assertRefused(() -> use(stack, "Two", otherCode(bucket, "etl")), "Stack/One", "Stack/Two");
    }

    @Test
    void acceptsSamePrefixForDeploymentsWithoutPruneOrWithExclude() {
        use(stack, "One", deployed(bucket, "etl", false, List.of()));
        use(stack, "Two", deployed(bucket, "etl", false, List.of()));
        use(stack, "Three", deployed(bucket, "etl", true, List.of("jars/*")));

        assertThat(deployments(stack)).isEqualTo(3);
    }

    @Test
    void rejectsPruningDeploymentThatContainsNonPruningDeployment() {
        use(stack, "One", deployed(bucket, "etl/more", false, List.of()));

        assertRefused(() -> use(stack, "Two", code(bucket, "etl")), "Stack/One");
    }

    /** Each stack has another name. */
    @Test
    void rejectsSameTokenPrefixWithinOneStackOnly() {
        Stack other = new Stack(app, "Other");
        String prefix = Aws.STACK_NAME + "/code";

        use(stack, "One", code(bucket, prefix));
        use(other, "Two", otherCode(imported(other), prefix));

        assertThat(deployments(other)).isOne();
        Map<String, Map<String, Object>> found = Template.fromStack(stack).findResources("Custom::CDKBucketDeployment");
        assertThat(found.values()).singleElement().satisfies(deployment -> assertThat(
                        Objects.requireNonNull(deployment.get("Properties")).toString())
                .contains("AWS::StackName"));
        assertRefused(() -> use(stack, "Three", otherCode(bucket, prefix)), "Stack/One", "Stack/Three");
    }
}
