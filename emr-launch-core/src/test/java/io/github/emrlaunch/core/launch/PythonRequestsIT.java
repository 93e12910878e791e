package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.definitions.StoredDocument;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.constructs.Construct;

/**
 * The requests that the Python library makes of documents that it stored, made by launches of ours from the same documents.
 * docs/python-library.md lists what differs on purpose.
 */
class PythonRequestsIT {
    private static final Path FOLDER = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1-generated");
    private static final Path DOCUMENTS = withSecretsOfTheEmulator();
    private static final DefinitionDirectory STORED = new DefinitionDirectory(DOCUMENTS);
    private static final String ACCOUNT = "123456789012";
    private static final LocalAws AWS = LocalAws.builder().region("us-east-1").start();
    private static final StaticCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(AWS.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret"));
    private static final Map<String, String> MACHINES = new LinkedHashMap<>();

    @TempDir
    static Path temporary;

    /** Members that the library stores and does not send. */
    private static final List<String> LEFT_OUT_BY_PYTHON = List.of(
            "AutoTerminationPolicy",
            "EbsRootVolumeIops",
            "EbsRootVolumeThroughput",
            "LogEncryptionKmsKeyId",
            "OSReleaseLabel",
            "PlacementGroupConfigs");

    /** Launches that the first state refuses, by index: words of the error. */
    private static final Map<Integer, String> REFUSED = Map.ofEntries(
            Map.entry(93, "InvalidLaunchInput FailIfClusterRunning"),
            Map.entry(94, "InvalidLaunchInput FailIfClusterRunning"),
            Map.entry(97, "InvalidLaunchInput Value"),
            Map.entry(98, "InvalidLaunchInput Value"),
            Map.entry(102, "InvalidOverride InstanceCount"),
            Map.entry(104, "InvalidOverride StepConcurrencyLevel"),
            Map.entry(106, "InvalidLaunchInput ClusterConfigurationOverrides"),
            Map.entry(111, "InvalidOverride InstanceCount"),
            Map.entry(112, "InvalidOverride ReleaseLabel"),
            Map.entry(114, "InvalidOverride CoreInstanceCount"),
            Map.entry(116, "InvalidOverride InstanceCount"));

    private record Case(int index, String function, JsonNode input, JsonNode request) {
        @Override
        public String toString() {
            return index + " " + function + " " + input;
        }
    }

    /** The same documents; the six characters that end a secret's ARN are the emulator's to choose. */
    private static Path withSecretsOfTheEmulator() {
        try {
            Path copy = Files.createTempDirectory("python");
            copy.toFile().deleteOnExit();
            DefinitionDirectory directory = new DefinitionDirectory(copy);
            DefinitionDirectory original = new DefinitionDirectory(FOLDER);
            DefinitionType.all().forEach(type -> original.documents(type)
                    .forEach(document -> directory.put(new StoredDocument<>(
                            document.type(),
                            document.name(),
                            document.text().replaceAll("(:secret:[A-Za-z]+Secret[0-9A-F]{8})-[0-9a-f]{6}", "$1"),
                            document.where()))));
            return copy;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Case> cases() throws IOException {
        JsonNode requests = Json.parse(Files.readString(FOLDER.resolve("requests.json")));
        return IntStream.range(0, requests.size()).mapToObj(index -> {
            JsonNode one = requests.get(index);
            return new Case(index, one.path("function").asText(), one.path("input"), one.path("request"));
        });
    }

    @BeforeAll
    static void deploy() throws IOException {
        declareWhatTheDocumentsReferTo();
        App app = new App(AppProps.builder()
                .outdir(temporary.resolve("out").toString())
                // A hundred functions, each invoked a few times: a rehearsal before the snapshot would take most of the
                // time.
                .context(Map.of("emr-launch:product-tags", false, "emr-launch:snap-start", false))
                .build());
        Stack stack = new Stack(
                app,
                "Stack",
                StackProps.builder()
                        .env(Environment.builder()
                                .account(ACCOUNT)
                                .region("us-east-1")
                                .build())
                        .build());
        Function keepInput = Function.Builder.create(stack, "KeepInput")
                .runtime(Runtime.JAVA_25)
                .code(Code.fromAsset(HandlerJar.of(KeepInput.class, temporary).toString()))
                .handler(KeepInput.class.getName() + "::handle")
                .build();
        for (String name : new TreeSet<>(cases().map(Case::function).toList())) {
            launchFunction(
                    stack, STORED.get(DefinitionType.EMR_LAUNCH_FUNCTION, DefinitionName.parse(name)), keepInput);
        }
        app.synth();
        AWS.deploy(temporary.resolve("out"))
                .ofType("AWS::StepFunctions::StateMachine")
                .forEach(machine -> MACHINES.put(
                        machine.physicalId().substring(machine.physicalId().lastIndexOf(':') + 1),
                        machine.physicalId()));
    }

    private static void launchFunction(Stack stack, EmrLaunchFunctionDefinition stored, Function keepInput)
            throws IOException {
        String id = stored.definitionName().toString().replace('/', '-');
        Construct scope = TestStack.loadingFrom(DOCUMENTS, stack);
        IEmrProfile profile = EmrProfile.fromStoredProfile(
                scope,
                "Profile",
                stored.emrProfile().name(),
                stored.emrProfile().namespace());
        IClusterConfiguration configuration = ClusterConfiguration.fromStoredConfiguration(
                scope,
                "Configuration",
                stored.clusterConfiguration().name(),
                stored.clusterConfiguration().namespace());
        Map<String, String> tags = new LinkedHashMap<>();
        Objects.requireNonNull(stored.clusterTags()).forEach(tag -> tags.put(tag.key(), tag.value()));
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(stack, id)
                .launchFunctionName(stored.launchFunctionName())
                .namespace(stored.namespace())
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .clusterTags(tags)
                .defaultFailIfClusterRunning(Boolean.TRUE.equals(stored.defaultFailIfClusterRunning()))
                .waitForClusterStart(Boolean.TRUE.equals(stored.waitForClusterStart()))
                .allowedOverrides(acknowledged(Objects.requireNonNull(stored.allowedClusterConfigOverrides())))
                .overridableTags(tagKeys(stored.definitionName().toString()));
        if (stored.clusterName() != null && !stored.clusterName().isEmpty()) {
            builder.clusterName(stored.clusterName());
        }
        if (stored.overrideClusterConfigsLambda() != null) {
            builder.overrideFunction(keepInput);
        }
        builder.build();
    }

    /** With the Python library an execution chooses the subnet. */
    private static Map<String, OverrideRule> acknowledged(Map<String, OverrideRule> rules) {
        Map<String, OverrideRule> acknowledged = new LinkedHashMap<>(rules);
        acknowledged.replaceAll((name, rule) -> rule.acknowledgeSecurity());
        return acknowledged;
    }

    /** With the Python library an execution changes every tag. */
    private static List<String> tagKeys(String function) throws IOException {
        return cases().filter(one -> one.function().equals(function))
                .flatMap(one -> one.input().findValuesAsText("Key").stream())
                .filter(key -> !key.isEmpty() && !key.equals(Tag.MANAGED_POLICIES_KEY))
                .distinct()
                .toList();
    }

    private static void declareWhatTheDocumentsReferTo() {
        try (SsmClient ssm = SsmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(AWS.endpoint())
                .region(Region.of(AWS.region()))
                .credentialsProvider(CREDENTIALS)
                .build()) {
            ParameterStore store = new ParameterStore(ssm);
            STORED.documents(DefinitionType.EMR_PROFILE).forEach(store::put);
            STORED.documents(DefinitionType.CLUSTER_CONFIGURATION).forEach(store::put);
        }
        for (StoredDocument<EmrProfileDefinition> document : STORED.documents(DefinitionType.EMR_PROFILE)) {
            EmrProfileDefinition profile = document.read();
            AWS.existing()
                    .role(lastPart(profile.roles().serviceRole()))
                    .role(lastPart(Objects.requireNonNull(profile.roles().autoScalingRole())))
                    .instanceProfile(
                            lastPart(Objects.requireNonNull(profile.roles().instanceProfile())),
                            lastPart(profile.roles().instanceRole()))
                    .securityGroup(profile.securityGroups().masterGroup())
                    .securityGroup(profile.securityGroups().workersGroup())
                    .securityGroup(
                            Objects.requireNonNull(profile.securityGroups().serviceGroup()))
                    .securityConfiguration(Objects.requireNonNull(profile.securityConfiguration()));
        }
        AWS.existing()
                .serviceLinkedRole("spot.amazonaws.com")
                .securityGroup("sg-0aaaaaaaaaaaaaaaa")
                .subnet("subnet-060b66e6ef282a0e9", false)
                .subnet("subnet-0123456789abcdef1", false)
                .subnet("subnet-0d6a34d7d5b90e192", false)
                .secret("KerberosSecret60932772", """
                        {"Realm": "EC2.INTERNAL", "KdcAdminPassword": "kdc-pw", "ADDomainJoinUser": "join",
                         "ADDomainJoinPassword": "join-pw", "CrossRealmTrustPrincipalPassword": "trust-pw"}""");
        for (String secret : List.of("HiveSecret908C64E9", "CoreSecretD41E526A", "partial-hive")) {
            AWS.existing()
                    .secret(
                            secret,
                            "{\"javax.jdo.option.ConnectionPassword\": \"meta-pw\", "
                                    + "\"javax.jdo.option.ConnectionUserName\": \"hive\"}");
        }
    }

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    @AfterAll
    static void close() {
        AWS.close();
    }

    /** Launches, and ends what was launched: the next case may want its name for itself. */
    private static LocalExecution launch(Case one) throws InterruptedException {
        String machine = Objects.requireNonNull(MACHINES.get(one.function().replace('/', '_')), one.function());
        LocalExecution execution = AWS.awaitExecution(AWS.startExecution(machine, Json.write(one.input())));
        try (EmrClient emr = EmrClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(AWS.endpoint())
                .region(Region.of(AWS.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(AWS.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
                .build()) {
            List<String> running = AWS.clusters().stream()
                    .filter(cluster -> !cluster.state().startsWith("TERMINATED"))
                    .map(LocalCluster::id)
                    .toList();
            if (!running.isEmpty()) {
                emr.setTerminationProtection(
                        request -> request.jobFlowIds(running).terminationProtected(false));
                emr.terminateJobFlows(request -> request.jobFlowIds(running));
            }
        }
        return execution;
    }

    /** Without nulls, and with whole numbers as integers: 4.0 is 4 here, where botocore refuses it. */
    private static JsonNode withoutNulls(JsonNode json) {
        JsonNode copy = json.deepCopy();
        if (copy instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
            object.properties().forEach(member -> member.setValue(withoutNulls(member.getValue())));
        } else if (copy instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutNulls(array.get(i)));
            }
        }
        return copy.isNumber() ? Json.of(copy.numberValue()) : copy;
    }

    /** Without our three tags; the order of tags says nothing. */
    private static JsonNode withoutOurTags(JsonNode request) {
        ObjectNode copy = (ObjectNode) request.deepCopy();
        Map<String, JsonNode> tags = new TreeMap<>();
        request.path("Tags").forEach(tag -> tags.put(tag.path("Key").asText(), tag));
        tags.keySet()
                .removeIf(
                        key -> key.startsWith("emr-launch:") || key.equals("for-use-with-amazon-emr-managed-policies"));
        ArrayNode array = copy.putArray("Tags");
        tags.values().forEach(array::add);
        return copy;
    }

    /** The Python library's request with what it leaves out of the stored document; docs/python-library.md says why. */
    private static JsonNode expected(Case one) {
        ObjectNode request = (ObjectNode) withoutNulls(one.request());
        EmrLaunchFunctionDefinition function =
                STORED.get(DefinitionType.EMR_LAUNCH_FUNCTION, DefinitionName.parse(one.function()));
        ObjectNode stored = STORED.get(DefinitionType.CLUSTER_CONFIGURATION, function.clusterConfiguration())
                .clusterConfiguration();
        for (String member : LEFT_OUT_BY_PYTHON) {
            if (stored.hasNonNull(member)) {
                request.set(member, stored.get(member));
            }
        }
        JsonNode replacement = stored.at("/Instances/UnhealthyNodeReplacement");
        if (replacement.isBoolean()) {
            request.withObject("/Instances").set("UnhealthyNodeReplacement", replacement);
        }
        ArrayNode tags = request.withArray("Tags");
        stored.path("Tags").forEach(tag -> {
            if (!tags.findValuesAsText("Key").contains(tag.path("Key").asText())) {
                tags.add(tag);
            }
        });
        return withoutOurTags(request);
    }

    /** What START was asked to send; EMR refuses some. */
    private static JsonNode asked(LocalExecution execution) {
        for (JsonNode event : Json.parse(execution.history().toString())) {
            JsonNode parameters = event.at("/taskScheduledEventDetails/parameters");
            if (parameters.asText().contains("\"Stage\":\"START\"")) {
                return Json.parse(parameters.asText()).at("/Payload/Cluster");
            }
        }
        throw new AssertionError("No cluster was asked for: %s: %s".formatted(execution.error(), execution.cause()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isMade(Case one) throws InterruptedException {
        int before = AWS.clusters().size();

        LocalExecution execution = launch(one);

        List<LocalCluster> made = AWS.clusters().subList(before, AWS.clusters().size());
        String refusal = REFUSED.get(one.index());
        if (refusal != null) {
            assertThat(made).isEmpty();
            assertThat(execution.error() + ": " + execution.cause()).contains(refusal.split(" "));
        } else if (!one.request().isMissingNode()) {
            JsonNode request = made.isEmpty() ? asked(execution) : made.get(0).request();
            assertThat(withoutOurTags(request)).isEqualTo(expected(one));
        } else {
            assertThat(execution.status()).as("%s", execution.cause()).isEqualTo("SUCCEEDED");
        }
    }
}
