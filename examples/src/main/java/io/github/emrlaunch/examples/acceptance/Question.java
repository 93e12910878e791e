package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.examples.Example;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;

/**
 * The confirmation that the kit requests before it creates anything: the user must type the account ID.
 *
 * @param caller the ARN of the caller
 * @param deployment the deployment method
 */
record Question(String account, String caller, Region region, String deployment, Synthesized example) {
    /** An upper estimate in USD for a vCPU in an hour, for On-Demand EC2 and EMR together. */
    private static final double PROCESSOR_HOUR = 0.08;

    private static final double NAT_GATEWAY_HOUR = 0.05;
    private static final int PROCESSORS_OF_XLARGE = 4;
    private static final Pattern SIZE = Pattern.compile("\\.(\\d*)xlarge$");

    /** Returns the resources to create and their approximate cost. */
    String text(Example starts, Collection<Recording> records) {
        List<JsonNode> clusters = records.stream()
                .flatMap(run -> run.cluster().stream())
                .map(JsonNode.class::cast)
                .toList();
        double hour = clusters.stream().mapToDouble(Question::processors).sum() * PROCESSOR_HOUR
                + example.resources().getOrDefault("AWS::EC2::NatGateway", 0) * NAT_GATEWAY_HOUR;
        return """
                The acceptance kit deploys the example %s
                  to the account %s in %s, as %s, by %s
                It creates
                  stacks: %s
                  resources: %s
                  executions of: %s
                  clusters: %s
                  for its probes: two roles and two state machines, emr-launch-acceptance-…, which it deletes immediately
                It costs roughly %.2f USD for each hour in which all clusters run, and cents for the rest. EMR Serverless and data transfer cost extra.
                At its end, also after a failure or Ctrl-C, it terminates the clusters and destroys the stacks with all data in their buckets.
                To continue, type the account ID:
                """.formatted(
                starts.name(),
                account,
                region,
                caller,
                deployment,
                String.join(", ", example.stacks()),
                example.resources().entrySet().stream()
                        .map(type -> type.getValue() + " " + type.getKey())
                        .collect(Collectors.joining(", ")),
                orNone(starts.starts().stream().map(Example.Start::stateMachine).collect(Collectors.joining(", "))),
                orNone(clusters.stream().map(Question::described).collect(Collectors.joining("; "))),
                hour);
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }

    private static String described(JsonNode cluster) {
        return cluster.path("Name").asText()
                + cluster.properties().stream()
                        .filter(member -> member.getKey().startsWith("Instance"))
                        .map(member -> ", " + instances(member))
                        .collect(Collectors.joining());
    }

    private static String instances(Map.Entry<String, JsonNode> groupOrFleet) {
        JsonNode of = groupOrFleet.getValue();
        return groupOrFleet.getKey().startsWith("InstanceGroup")
                ? of.path("InstanceCount").asText() + " "
                        + of.path("InstanceType").asText()
                : capacity(of) + " units of a fleet";
    }

    private static int capacity(JsonNode fleet) {
        return fleet.path("TargetOnDemandCapacity").asInt()
                + fleet.path("TargetSpotCapacity").asInt();
    }

    private static int processors(JsonNode cluster) {
        return cluster.properties().stream()
                .mapToInt(member -> member.getKey().startsWith("InstanceGroup")
                        ? member.getValue().path("InstanceCount").asInt()
                                * processors(
                                        member.getValue().path("InstanceType").asText())
                        : member.getKey().startsWith("InstanceFleet")
                                ? capacity(member.getValue()) * PROCESSORS_OF_XLARGE
                                : 0)
                .sum();
    }

    private static int processors(String type) {
        Matcher size = SIZE.matcher(type);
        if (!size.find()) {
            return PROCESSORS_OF_XLARGE;
        }
        return PROCESSORS_OF_XLARGE * (size.group(1).isEmpty() ? 1 : Integer.parseInt(size.group(1)));
    }

    /** Returns whether exactly the account ID was typed; otherwise prints why not. */
    boolean isConfirmed(Optional<String> answer, PrintStream out) {
        if (answer.isEmpty()) {
            out.printf("There is no terminal. To confirm this account, pass -Daws.confirm=%s.%n", account);
            return false;
        }
        boolean confirmed = answer.get().strip().equals(account);
        if (!confirmed) {
            out.println("That is not the account ID: nothing was made.");
        }
        return confirmed;
    }
}
