package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.iam.Iam;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rules that RunJobFlow checks immediately. {@link ClusterPreconditions} has the rules that EMR checks later, with a cluster that
 * terminates with errors.
 */
final class RunJobFlowRules {
    private static final int MAX_BOOTSTRAP_ACTIONS = 16;

    /** https://github.com/Yelp/mrjob/issues/899; the SDKs document files on the node; the schemes are those of published clusters. */
    private static final Pattern BOOTSTRAP_PATH = Pattern.compile("(?s)(s3|s3n)://.+|file:/.+");

    private static final long MIN_IDLE_SECONDS = 60;
    private static final long MAX_IDLE_SECONDS = 604_800;

    private final Iam iam;
    private final SecurityConfigurations securityConfigurations;

    RunJobFlowRules(Iam iam, SecurityConfigurations securityConfigurations) {
        this.iam = iam;
        this.securityConfigurations = securityConfigurations;
    }

    void check(JsonNode request) {
        Release release = release(request);
        checkRoles(request);
        JobFlowInstanceRules.check(request.get("Instances"), release);
        checkBootstrapActions(request.path("BootstrapActions"));
        Classifications.check(request, release);
        checkPlacementGroups(request.path("PlacementGroupConfigs"));
        checkAutoTermination(request.path("AutoTerminationPolicy"), release);
        checkManagedScaling(request.path("ManagedScalingPolicy"), request);
        int concurrency = request.path("StepConcurrencyLevel").asInt(1);
        StepRules.checkConcurrency(concurrency);
        StepRules.check(request.path("Steps"), concurrency);
        TagRules.check(request.path("Tags"), Map.of());
        String securityConfiguration = AwsJson.text(request, "SecurityConfiguration");
        if (securityConfiguration != null && !securityConfigurations.contains(securityConfiguration)) {
            throw AwsException.validation(
                    "Security configuration with name '" + securityConfiguration + "' does not exist.");
        }
    }

    static Release release(JsonNode request) {
        String label = AwsJson.text(request, "ReleaseLabel");
        if (label == null) {
            throw AwsException.validation(
                    "Must specify exactly one of the following: release label, AMI version, or Hadoop version.");
        }
        if (AwsJson.has(request, "AmiVersion")) {
            throw AwsException.validation("Only one AMI version and release label may be specified. Provided AMI: "
                    + request.get("AmiVersion").asText() + ", release label: " + label + ".");
        }
        return Release.parse(label)
                .orElseThrow(() -> AwsException.validation("The supplied release label is invalid: " + label + "."));
    }

    private void checkRoles(JsonNode request) {
        String jobFlowRole = AwsJson.text(request, "JobFlowRole");
        if (jobFlowRole == null) {
            throw AwsException.validation("InstanceProfile is required for creating cluster");
        }
        if (AwsJson.text(request, "ServiceRole") == null) {
            throw AwsException.validation("ServiceRole is required for creating cluster.");
        }
        if (iam.instanceProfile(jobFlowRole).isEmpty()) {
            throw AwsException.validation("Invalid InstanceProfile: " + jobFlowRole + ".");
        }
    }

    static void checkAutoTermination(JsonNode policy, Release release) {
        if (!policy.isObject()) {
            return;
        }
        if (!release.hasSince(5, 30, 1)) {
            throw AwsException.validation(
                    "Auto-termination is not available for this account when using this release of EMR.");
        }
        if (!AwsJson.has(policy, "IdleTimeout")) {
            return;
        }
        long timeout = policy.get("IdleTimeout").asLong();
        if (timeout < MIN_IDLE_SECONDS || timeout > MAX_IDLE_SECONDS) {
            throw AwsException.validation("The IdleTimeout of an auto-termination policy must be between "
                    + MIN_IDLE_SECONDS + " and " + MAX_IDLE_SECONDS + " seconds, got: " + timeout);
        }
    }

    static void checkManagedScaling(JsonNode policy, JsonNode request) {
        JsonNode limits = policy.path("ComputeLimits");
        if (!limits.isObject()) {
            return;
        }
        int minimum = limits.get("MinimumCapacityUnits").asInt();
        int maximum = limits.get("MaximumCapacityUnits").asInt();
        if (minimum > maximum) {
            throw AwsException.validation("MinimumCapacityUnits (" + minimum
                    + ") of a managed scaling policy cannot exceed MaximumCapacityUnits (" + maximum + ").");
        }
        int core = limits.path("MaximumCoreCapacityUnits").asInt(maximum);
        if (core > maximum) {
            throw AwsException.validation(
                    "Invalid configuration for managed scaling. The max Core capacity cannot be higher"
                            + " than max capacity");
        }
        boolean fleets = AwsJson.has(request.get("Instances"), "InstanceFleets");
        boolean fleetUnits = limits.get("UnitType").asText().equals("InstanceFleetUnits");
        if (fleets != fleetUnits) {
            throw AwsException.validation(
                    "The UnitType '" + limits.get("UnitType").asText()
                            + "' of the managed scaling policy does not fit a cluster of instance "
                            + (fleets ? "fleets." : "groups."));
        }
    }

    private static void checkBootstrapActions(JsonNode actions) {
        if (actions.size() > MAX_BOOTSTRAP_ACTIONS) {
            throw AwsException.validation("Maximum number of bootstrap actions for job flow exceeded: " + actions.size()
                    + " bootstrap actions, " + MAX_BOOTSTRAP_ACTIONS + " allowed.");
        }
        for (JsonNode action : actions) {
            String path = action.path("ScriptBootstrapAction").path("Path").asText();
            if (!BOOTSTRAP_PATH.matcher(path).matches()) {
                throw AwsException.validation(
                        "Invalid bootstrap action path, must be a location in Amazon S3, got: " + path);
            }
        }
    }

    /** Checks the placement groups. The strategy is optional. */
    private static void checkPlacementGroups(JsonNode groups) {
        for (JsonNode group : groups) {
            if (!group.path("InstanceRole").asText().equals("MASTER")
                    || !AwsJson.text(group, "PlacementStrategy", "SPREAD").equals("SPREAD")) {
                throw AwsException.validation(
                        "The only supported placement strategy is SPREAD for the MASTER instance role, got: " + group);
            }
        }
    }
}
