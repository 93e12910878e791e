package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/**
 * Compares the maximum permissions of each role of the library, from the templates of all examples, with the tables of {@code
 * docs/security.md}. {@code -Dgolden=write} updates the page.
 */
class RolesReportTest {
    private static final Path PAGE = Path.of("../docs/security.md");
    private static final String BEGIN = "<!-- Written by RolesReportTest: begin -->\n";
    private static final String END = "<!-- Written by RolesReportTest: end -->\n";

    /** Roles that the examples create, or the CDK for them. */
    private static final Pattern OF_EXAMPLES = Pattern.compile(
            "Analysts|Readers|Portal.*|SizeOverridesServiceRole|.*Starter(EventsRole|Role)|TriggerPipeRole|TableChooserServiceRole|ReportColumnsServiceRole|VpcRejectedIAMRole|BatchRole|.*EventsRole");

    /** The kind of a role by its logical ID without the hash; the first match applies. */
    private static final Map<Pattern, String> KINDS = kinds();

    private static Map<Pattern, String> kinds() {
        Map<Pattern, String> kinds = new LinkedHashMap<>();
        kinds.put(Pattern.compile(".*InstanceRole"), "Instance role of a profile");
        kinds.put(Pattern.compile(".*AutoScalingRole"), "Auto-scaling role of a profile");
        kinds.put(Pattern.compile(".*Studio.*ServiceRole"), "Service role of a notebook studio");
        kinds.put(
                Pattern.compile("CustomCDKBucketDeployment.*|.*UploadRole"),
                "Function that uploads code (bucket deployments of the CDK)");
        kinds.put(Pattern.compile(".*ServiceRole"), "Service role of a profile");
        kinds.put(
                Pattern.compile("FunctionsGet.*Role"),
                "Function of the control plane, which gets or lists definitions");
        kinds.put(Pattern.compile("EmrLaunchCleanUpFunctionRole"), "Function that cleans up");
        kinds.put(Pattern.compile("EmrLaunchCleanUpNotifierRole"), "State machine that notifies");
        kinds.put(Pattern.compile("EmrLaunchStepFunctionFunctionRole"), "Function that looks at steps");
        kinds.put(Pattern.compile(".*LaunchFunctionFunctionRole"), "Function of a launch function");
        kinds.put(Pattern.compile(".*LaunchFunctionRole"), "State machine of a launch function");
        kinds.put(Pattern.compile(".*FindClusterRole"), "Function that finds the cluster of a pipeline");
        kinds.put(Pattern.compile(".*ApplicationStopRole"), "Function that stops an application before changes");
        kinds.put(Pattern.compile("JobRole"), "Job role of EMR Serverless");
        kinds.put(Pattern.compile("AggregateRole|CompareRole"), "State machine of a job function");
        kinds.put(Pattern.compile(".*PipelinePhase.*Role"), "State machine of a phase that is a chain");
        kinds.put(Pattern.compile(".*PipelineRole|StepRole"), "State machine of a pipeline");
        return kinds;
    }

    /** The permissions of the roles of a kind in all examples together. */
    private record Maximum(TreeSet<String> assumedBy, TreeSet<String> managedPolicies, TreeSet<String> rows) {
        static Maximum none() {
            return new Maximum(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        }
    }

    private final Map<String, Maximum> byKind = new HashMap<>();

    @Test
    void pageListsTheMaximumPermissionsOfEachRole(@TempDir Path directory) throws IOException {
        for (ExampleApp example : Example.allApps()) {
            App app = new App(AppProps.builder()
                    .outdir(directory.resolve(example.name()).toString())
                    .build());
            example.stacks().accept(app);
            app.synth();
        }
        for (Path template : templates(directory)) {
            add(Json.parse(Files.readString(template)).path("Resources"));
        }

        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).as("the marker in " + PAGE).isGreaterThanOrEqualTo(BEGIN.length());
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, page.substring(0, begin) + report() + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as("the roles in %s, which -Dgolden=write writes anew", PAGE)
                .isEqualTo(report());
    }

    private static List<Path> templates(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".template.json"))
                    .sorted()
                    .toList();
        }
    }

    private void add(JsonNode resources) {
        Map<String, Maximum> byRole = new HashMap<>();
        resources.properties().forEach(entry -> {
            JsonNode properties = entry.getValue().path("Properties");
            if (entry.getValue().path("Type").asText().equals("AWS::IAM::Role")) {
                String id = withoutHash(entry.getKey());
                if (!OF_EXAMPLES.matcher(id).matches()) {
                    Maximum maximum = byKind.computeIfAbsent(kind(id), kind -> Maximum.none());
                    byRole.put(entry.getKey(), maximum);
                    addRole(maximum, properties, resources);
                }
            }
        });
        resources.properties().forEach(entry -> {
            String type = entry.getValue().path("Type").asText();
            JsonNode properties = entry.getValue().path("Properties");
            if (type.equals("AWS::IAM::Policy") || type.equals("AWS::IAM::ManagedPolicy")) {
                properties.path("Roles").forEach(role -> {
                    Maximum maximum = byRole.get(role.path("Ref").asText());
                    if (maximum != null) {
                        addStatements(maximum, properties.path("PolicyDocument"), resources);
                    }
                });
            }
        });
    }

    private static String kind(String id) {
        return KINDS.entrySet().stream()
                .filter(kind -> kind.getKey().matcher(id).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "What is the role %s for? Add it to the kinds of RolesReportTest".formatted(id)));
    }

    private static void addRole(Maximum maximum, JsonNode role, JsonNode resources) {
        role.at("/AssumeRolePolicyDocument/Statement")
                .forEach(statement -> elements(statement.path("Principal").path("Service"))
                        .forEach(service -> maximum.assumedBy().add(text(service, resources))));
        role.path("ManagedPolicyArns").forEach(policy -> maximum.managedPolicies()
                .add(text(policy, resources).replaceFirst(".*policy/", "")));
        role.path("Policies").forEach(policy -> addStatements(maximum, policy.path("PolicyDocument"), resources));
    }

    private static void addStatements(Maximum maximum, JsonNode document, JsonNode resources) {
        document.path("Statement").forEach(statement -> {
            String condition = statement.has("Condition")
                    ? "`%s`".formatted(json(statement.path("Condition"), resources))
                    : "none";
            elements(statement.path("Resource"))
                    .map(resource -> general(text(resource, resources)))
                    .distinct()
                    .forEach(resource -> maximum.rows()
                            .add("| %s | `%s` | %s |"
                                    .formatted(
                                            elements(statement.path("Action"))
                                                    .map(action -> "`" + action.asText() + "`")
                                                    .sorted()
                                                    .collect(Collectors.joining(", ")),
                                            resource,
                                            condition)));
        });
    }

    private static Stream<JsonNode> elements(JsonNode value) {
        return value.isArray() ? StreamSupport.stream(value.spliterator(), false) : Stream.of(value);
    }

    /** Returns a readable value, in which a reference is the type of its resource. */
    private static String text(JsonNode value, JsonNode resources) {
        if (value.isValueNode()) {
            return value.asText();
        }
        if (value.has("Fn::Join")) {
            String separator = value.path("Fn::Join").path(0).asText();
            return elements(value.path("Fn::Join").path(1))
                    .map(part -> text(part, resources))
                    .collect(Collectors.joining(separator));
        }
        if (value.has("Fn::Sub")) {
            return value.path("Fn::Sub").asText().replace("${", "<").replace("}", ">");
        }
        if (value.has("Ref")) {
            return reference(value.path("Ref").asText(), resources);
        }
        if (value.has("Fn::GetAtt")) {
            return reference(value.path("Fn::GetAtt").path(0).asText(), resources);
        }
        return "<known at deployment>";
    }

    private static String reference(String id, JsonNode resources) {
        if (id.startsWith("AWS::")) {
            return "<" + id + ">";
        }
        String type = resources.path(id).path("Type").asText();
        if (type.equals("AWS::IAM::Role")) {
            return "<" + withoutHash(id).replaceFirst(".*?(InstanceRole|AutoScalingRole|ServiceRole|Role)$", "$1")
                    + ">";
        }
        return type.isEmpty()
                ? "<parameter>"
                : "<" + type.replaceFirst("^AWS::", "").replace("::", " ") + ">";
    }

    private static String json(JsonNode condition, JsonNode resources) {
        List<String> members = new ArrayList<>();
        condition.properties().forEach(operator -> operator.getValue()
                .properties()
                .forEach(key -> members.add("%s %s %s"
                        .formatted(
                                key.getKey(),
                                operator.getKey(),
                                elements(key.getValue())
                                        .map(value -> generalKeys(key.getKey(), general(text(value, resources))))
                                        .distinct()
                                        .collect(Collectors.joining(" or "))))));
        return members.stream().sorted().collect(Collectors.joining("; "));
    }

    private static String generalKeys(String key, String value) {
        return key.equals("s3:prefix") ? value.endsWith("*") ? "PREFIX/*" : "PREFIX" : value;
    }

    /** Returns a text without the names that an app chooses. */
    private static String general(String text) {
        return text.replaceAll("(<S3 Bucket>|s3:::(?!.*elasticmapreduce)[a-z][^/<]*)/[^*]+/\\*$", "$1/PREFIX/*")
                .replaceAll("(s3:::)(?!.*elasticmapreduce)[a-z][^/<]*", "$1BUCKET")
                .replaceAll("(stateMachine|execution):[A-Za-z0-9_.-]+", "$1:NAME")
                .replaceAll(
                        "(parameter/emr_launch(_parts)?/[a-z_]+)/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", "$1/NAMESPACE/NAME")
                .replaceAll("log-group:/aws/(lambda|vendedlogs/states)/[A-Za-z0-9_.-]+", "log-group:/aws/$1/NAME")
                .replaceAll("(parameter/emr_launch_parts/.*)/\\d+$", "$1/PART")
                .replaceAll("(serverless_applications/<AWS::StackName>)/.*", "$1/APPLICATION")
                .replaceAll("emr-launch-[A-Za-z0-9_.-]+\\[", "FUNCTION[")
                .replaceAll(
                        "\\d{12}:role/[A-Za-z0-9_.-]+-(InstanceRole|ServiceRole|AutoScalingRole)-[a-z0-9-]+",
                        "ACCOUNT:role/NAMESPACE_PROFILE-$1-REGION")
                .replaceAll("(secret:|function:|topic:)[A-Za-z0-9_./-]+", "$1NAME");
    }

    private static String withoutHash(String logicalId) {
        return logicalId.replaceFirst("[0-9A-F]{8}$", "");
    }

    private String report() {
        StringBuilder report = new StringBuilder();
        byKind.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(kind -> {
            Maximum maximum = kind.getValue();
            report.append(
                    "\n### %s\n\nAssumed by: %s.".formatted(kind.getKey(), String.join(", ", maximum.assumedBy())));
            if (!maximum.managedPolicies().isEmpty()) {
                report.append(" Managed policies of AWS: %s.".formatted(String.join(", ", maximum.managedPolicies())));
            }
            report.append("\n\n| actions | resource | condition |\n| --- | --- | --- |\n");
            maximum.rows().forEach(row -> report.append(row).append('\n'));
        });
        return report.append('\n').toString();
    }
}
