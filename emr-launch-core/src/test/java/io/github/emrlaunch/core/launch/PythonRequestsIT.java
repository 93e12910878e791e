package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
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
import io.github.emrlaunch.definitions.StoredDocument;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.local.ExistingResources;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/**
 * Compares the requests that the Python library makes from its stored documents with those of our launches from the same documents. Intended
 * differences are in a table of docs/migrating-from-aws-emr-launch.md, with the requests. The test fails for a difference without a row, and
 * for a row without the difference.
 */
class PythonRequestsIT {
    private static final Path PAGE = Path.of("../docs/migrating-from-aws-emr-launch.md");
    private static final Path FOLDER = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1-generated");
    private static final Path DOCUMENTS = withSecretsOfTheEmulator();
    private static final DefinitionDirectory STORED = new DefinitionDirectory(DOCUMENTS);
    private static final String ACCOUNT = "123456789012";

    @TempDir
    static Path temporary;

    // A hundred functions, each invoked a few times: the initialization before the snapshot would take most of the
    // time.
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PythonRequestsIT::addStack)
            .context("emr-launch:product-tags", false)
            .existing(PythonRequestsIT::declareWhatTheDocumentsReferTo);

    /** Members that the library stores and does not send. */
    private static final List<String> LEFT_OUT_BY_PYTHON = List.of(
            "/AutoTerminationPolicy",
            "/EbsRootVolumeIops",
            "/EbsRootVolumeThroughput",
            "/Instances/UnhealthyNodeReplacement",
            "/LogEncryptionKmsKeyId",
            "/OSReleaseLabel",
            "/PlacementGroupConfigs");

    /** Launches that the first state refuses, by index: the row of the table, and text of the error. */
    private static final Map<Integer, Refusal> REFUSED = Map.ofEntries(
            Map.entry(93, new Refusal("`FailIfClusterRunning`", "InvalidLaunchInput FailIfClusterRunning")),
            Map.entry(94, new Refusal("`FailIfClusterRunning`", "InvalidLaunchInput FailIfClusterRunning")),
            Map.entry(97, new Refusal("a tag without a value", "InvalidLaunchInput Value")),
            Map.entry(98, new Refusal("a value of another type", "InvalidLaunchInput Value")),
            Map.entry(102, new Refusal("a value of another type", "InvalidOverride InstanceCount")),
            Map.entry(104, new Refusal("a boolean for a number", "InvalidOverride StepConcurrencyLevel")),
            Map.entry(
                    106, new Refusal("overrides that are a list", "InvalidLaunchInput ClusterConfigurationOverrides")),
            Map.entry(111, new Refusal("a value of another type", "InvalidOverride InstanceCount")),
            Map.entry(112, new Refusal("the name of an error", "InvalidOverride ReleaseLabel")),
            Map.entry(114, new Refusal("the name of an error", "InvalidOverride CoreInstanceCount")),
            Map.entry(116, new Refusal("a value of another type", "InvalidOverride InstanceCount")));

    private final LocalAws aws = deployed.local();

    private record Refusal(String row, String words) {}

    private record Case(int index, String function, JsonNode input, JsonNode request) {
        @Override
        public String toString() {
            return index + " " + function + " " + input;
        }
    }

    /** The same documents. The emulator chooses the last six characters of a secret's ARN. */
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

    static Stream<Case> cases() {
        JsonNode requests = requests();
        return IntStream.range(0, requests.size()).mapToObj(index -> {
            JsonNode one = requests.get(index);
            return new Case(index, one.path("function").asText(), one.path("input"), one.path("request"));
        });
    }

    private static JsonNode requests() {
        try {
            return Json.parse(Files.readString(FOLDER.resolve("requests.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addStack(App app) {
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
    }

    private static void launchFunction(Stack stack, EmrLaunchFunctionDefinition stored, Function keepInput) {
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
    private static List<String> tagKeys(String function) {
        return cases().filter(one -> one.function().equals(function))
                .flatMap(one -> changedTags(one).stream())
                .distinct()
                .toList();
    }

    /** The tags of the deployment to which the input gives other values. */
    private static List<String> changedTags(Case one) {
        Map<String, String> tags = new TreeMap<>();
        Objects.requireNonNull(STORED.get(DefinitionType.EMR_LAUNCH_FUNCTION, DefinitionName.parse(one.function()))
                        .clusterTags())
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        return StreamSupport.stream(one.input().path("Tags").spliterator(), false)
                .filter(tag -> !tag.path("Value")
                        .asText()
                        .equals(tags.getOrDefault(
                                tag.path("Key").asText(), tag.path("Value").asText())))
                .map(tag -> tag.path("Key").asText())
                .toList();
    }

    private static void declareWhatTheDocumentsReferTo(ExistingResources existing) {
        for (DefinitionType<?> type : List.of(DefinitionType.EMR_PROFILE, DefinitionType.CLUSTER_CONFIGURATION)) {
            STORED.documents(type).forEach(document -> existing.parameter(type.path(document.name()), document.text()));
        }
        for (StoredDocument<EmrProfileDefinition> document : STORED.documents(DefinitionType.EMR_PROFILE)) {
            EmrProfileDefinition profile = document.read();
            existing.role(lastPart(profile.roles().serviceRole()))
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
        existing.serviceLinkedRole("spot.amazonaws.com")
                .securityGroup("sg-0aaaaaaaaaaaaaaaa")
                .subnet("subnet-060b66e6ef282a0e9", false)
                .subnet("subnet-0123456789abcdef1", false)
                .subnet("subnet-0d6a34d7d5b90e192", false)
                .secret("KerberosSecret60932772", """
                        {"Realm": "EC2.INTERNAL", "KdcAdminPassword": "kdc-pw", "ADDomainJoinUser": "join",
                         "ADDomainJoinPassword": "join-pw", "CrossRealmTrustPrincipalPassword": "trust-pw"}""");
        for (String secret : List.of("HiveSecret908C64E9", "CoreSecretD41E526A", "partial-hive")) {
            existing.secret(
                    secret,
                    "{\"javax.jdo.option.ConnectionPassword\": \"meta-pw\", "
                            + "\"javax.jdo.option.ConnectionUserName\": \"hive\"}");
        }
    }

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static LocalExecution launch(Case one) {
        return deployed.run(one.function().replace('/', '_'), Json.write(one.input()));
    }

    /** Returns the Python library's request with the intended differences, and adds their rows to a set. */
    private static ObjectNode expected(Case one, Set<String> rows) {
        ObjectNode request = (ObjectNode) Json.parse(Json.write(one.request()));
        EmrLaunchFunctionDefinition function =
                STORED.get(DefinitionType.EMR_LAUNCH_FUNCTION, DefinitionName.parse(one.function()));
        ObjectNode stored = STORED.get(DefinitionType.CLUSTER_CONFIGURATION, function.clusterConfiguration())
                .clusterConfiguration();
        if (withIntegers(request)) {
            rows.add("a whole number that is written `4.0`");
        }
        for (String path : LEFT_OUT_BY_PYTHON) {
            JsonPointer pointer = JsonPointer.compile(path);
            JsonNode value = stored.at(pointer);
            if (!value.isMissingNode() && !value.isNull()) {
                request.withObject(pointer.head()).set(pointer.last().getMatchingProperty(), value);
                rows.add("stored members");
            }
        }
        ArrayNode tags = request.withArray("Tags");
        stored.path("Tags").forEach(tag -> {
            if (!tags.findValuesAsText("Key").contains(tag.path("Key").asText())) {
                tags.add(tag);
                rows.add("stored tags");
            }
        });
        if (!changedTags(one).isEmpty()) {
            rows.add("tags of the deployment");
        }
        return request;
    }

    /** Converts numbers such as 4.0, which botocore refuses, to integers. Returns whether there was one. */
    private static boolean withIntegers(ObjectNode json) {
        boolean found = false;
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            JsonNode value = member.getValue();
            if (value.isFloatingPointNumber() && value.canConvertToExactIntegral()) {
                member.setValue(Json.of(value.longValue()));
                found = true;
            }
            for (JsonNode element : value.isArray() ? value : List.of(value)) {
                found |= element instanceof ObjectNode object && withIntegers(object);
            }
        }
        return found;
    }

    /** Removes our tags from the request and sorts the others. Adds the rows of the changes to a set. */
    private static ObjectNode withoutOurTags(JsonNode request, JsonNode theirs, Set<String> rows) {
        ObjectNode copy = request.deepCopy();
        ArrayNode tags = copy.putArray("Tags");
        request.path("Tags").forEach(tag -> {
            String key = tag.path("Key").asText();
            if (key.startsWith("emr-launch:")
                    || (key.equals(Tag.MANAGED_POLICIES_KEY) && !keys(theirs).contains(key))) {
                rows.add("three tags more");
            } else {
                tags.add(tag);
            }
        });
        if (!keys(copy).equals(keys(theirs))) {
            rows.add("the order of tags");
        }
        return ordered(copy);
    }

    private static List<String> keys(JsonNode request) {
        return request.path("Tags").findValuesAsText("Key");
    }

    private static ObjectNode ordered(ObjectNode request) {
        Map<String, JsonNode> tags = new TreeMap<>();
        request.path("Tags").forEach(tag -> tags.put(tag.path("Key").asText(), tag));
        request.putArray("Tags").addAll(tags.values());
        return request;
    }

    /** Returns the request that START should send. EMR refuses some. */
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
    void requestDiffersFromPythonLibraryOnlyAsDocumented(Case one) throws Exception {
        Set<String> rows = new TreeSet<>();

        LocalExecution execution = launch(one);

        List<LocalCluster> made = aws.clusters();
        Refusal refusal = REFUSED.get(one.index());
        if (refusal != null) {
            assertThat(made).isEmpty();
            assertThat(execution.error() + ": " + execution.cause())
                    .contains(refusal.words().split(" "));
            rows.add(refusal.row());
        } else if (one.request().isMissingNode()) {
            assertThat(execution.status()).as("%s", execution.cause()).isEqualTo("SUCCEEDED");
            rows.add("a profile whose `LogsPath` is null");
        } else {
            ObjectNode expected = expected(one, rows);
            JsonNode request = made.isEmpty() ? asked(execution) : made.get(0).request();
            assertThat(withoutOurTags(request, expected, rows)).isEqualTo(ordered(expected.deepCopy()));
        }
        assertThat(rows).as("the rows of this request in %s", PAGE).isEqualTo(rowsOf(one.index()));
    }

    /** A row without a request belongs below the table. */
    @Test
    void everyDocumentedDifferenceNamesRequests() throws IOException {
        assertThat(rows())
                .hasSizeGreaterThan(10)
                .allSatisfy((what, requests) -> assertThat(requests).as(what).isNotEmpty());
    }

    private static Set<String> rowsOf(int index) throws IOException {
        Set<String> named = new TreeSet<>();
        rows().forEach((what, requests) -> {
            if (requests.contains(index)) {
                named.add(what);
            }
        });
        return named;
    }

    /** Returns the differences and the indexes of their requests: the first and the last column of the table. */
    private static Map<String, Set<Integer>> rows() throws IOException {
        Map<String, Set<Integer>> rows = new LinkedHashMap<>();
        Files.readString(PAGE)
                .lines()
                .dropWhile(line -> !line.endsWith("| requests |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .map(line -> line.substring(2).split(" \\| | \\|$", -1))
                .forEach(columns -> rows.put(columns[0], indexes(columns[4])));
        return rows;
    }

    /** Parses indexes such as "1, 3–5". "all" means all indexes for which both make a request. */
    private static Set<Integer> indexes(String text) {
        Set<Integer> indexes = new TreeSet<>();
        for (String part : text.split(", ", -1)) {
            String[] range = part.split("–", -1);
            if (part.equals("all")) {
                indexes.addAll(comparable());
            } else {
                IntStream.rangeClosed(Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]))
                        .forEach(indexes::add);
            }
        }
        return indexes;
    }

    private static List<Integer> comparable() {
        return cases().filter(one -> !one.request().isMissingNode() && !REFUSED.containsKey(one.index()))
                .map(Case::index)
                .toList();
    }
}
