package io.github.emrlaunch.core.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.PipelineDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.emr.CfnSecurityConfiguration;

/** Rules for clusters with JupyterHub, in addition to those of every cluster. */
final class NotebookRules {
    private static final int MAX_STATE_MACHINE_NAME = 80;
    static final String PERSISTENCE = "jupyter-s3-conf";
    private static final String JUPYTERHUB = "JupyterHub";

    private static final EmrRelease FIRST_KERNEL_AWARE_RELEASE = new EmrRelease(6, 4, 0);

    private NotebookRules() {}

    /** Returns the name of the cluster's definitions. It is part of a shell command, and of a state machine's name. */
    static DefinitionName name(String namespace, @Nullable String clusterName) {
        DefinitionName name = Validation.name(namespace, "clusterName", clusterName);
        requireName("namespace", namespace);
        requireName("clusterName", name.name());
        Validation.requireLength(
                "The state machine", PipelineDefinition.stateMachineName(pipeline(name)), MAX_STATE_MACHINE_NAME);
        return name;
    }

    private static void requireName(String property, String value) {
        if (!value.matches(PipelineDefinition.ALLOWED)) {
            throw new IllegalArgumentException("'%s' of a notebook cluster must be letters, digits, _ and -, got: '%s'"
                    .formatted(property, value));
        }
    }

    /** Returns the name of the pipeline that starts the cluster and creates its users. */
    static DefinitionName pipeline(DefinitionName name) {
        return new DefinitionName(name.namespace(), name.name() + "-notebooks");
    }

    static IVpc vpcOf(IEmrProfile profile) {
        IVpc vpc = profile.getVpc();
        if (vpc == null) {
            throw new IllegalArgumentException(
                    "'emrProfile' %s has no VPC, which the security group for SSH requires. Store the profile with a VPC"
                            .formatted(profile.getDefinition().definitionName()));
        }
        return vpc;
    }

    static void requireRelease(String releaseLabel) {
        requireRelease("'releaseLabel'", releaseLabel);
    }

    /** Checks that no override allows a cluster that the builder would refuse. */
    static void requireSuitableOverrides(Map<String, OverrideRule> overrides) {
        overrides.forEach((name, rule) -> {
            String path = rule.target().toLowerCase(Locale.ROOT);
            if (path.equals("releaselabel")) {
                if (rule.allowedValues().isEmpty()) {
                    throw new IllegalArgumentException(
                            ("'allowedOverrides': override '%s' must list the releases that an execution may choose,"
                                            + " from emr-%s on: withAllowedValues(\"emr-7.12.0\")")
                                    .formatted(name, FIRST_KERNEL_AWARE_RELEASE));
                }
                rule.allowedValues()
                        .forEach(release ->
                                requireRelease("'allowedOverrides': override '%s'".formatted(name), release.asText()));
            }
            if (path.equals("autoterminationpolicy")) {
                throw new IllegalArgumentException(
                        "'allowedOverrides': override '%s' could remove the idle timeout: override AutoTerminationPolicy.IdleTimeout instead"
                                .formatted(name));
            }
        });
    }

    /** @param what the origin of the release, for the message */
    static void requireRelease(String what, String releaseLabel) {
        EmrRelease.parse(releaseLabel)
                .filter(release -> release.isBefore(FIRST_KERNEL_AWARE_RELEASE))
                .ifPresent(release -> {
                    throw new IllegalArgumentException(
                            ("%s must be emr-%s or later, got: '%s', whose idle timeout terminates a cluster while a"
                                            + " Python kernel is running")
                                    .formatted(what, FIRST_KERNEL_AWARE_RELEASE, releaseLabel));
                });
    }

    static void requireJupyterHub(List<String> applications) {
        requireJupyterHub("'applications'", applications);
    }

    /** @param what the origin of the applications, for the message */
    static void requireJupyterHub(String what, List<String> applications) {
        if (applications.stream().noneMatch(name -> Tokens.isUnresolved(name) || JUPYTERHUB.equalsIgnoreCase(name))) {
            throw new IllegalArgumentException(
                    "%s must have %s, got: %s. Use an EmrLaunchFunction for a cluster without notebooks"
                            .formatted(what, JUPYTERHUB, applications));
        }
    }

    /**
     * Checks that the user's settings do not change where notebooks are stored. Other settings of the classification
     * are merged.
     */
    static void requireNoOtherPersistence(List<EmrConfiguration> configurations, Map<String, String> persistence) {
        for (EmrConfiguration configuration : configurations) {
            if (configuration.classification().equals(PERSISTENCE)) {
                persistence.forEach((name, value) -> {
                    String given = configuration.properties().getOrDefault(name, value);
                    if (!given.equals(value)) {
                        throw new IllegalArgumentException(Tokens.readable(
                                "'configurations': %s of %s must be %s, which 'notebooksBucket' sets, got: %s. Leave it out"
                                        .formatted(name, PERSISTENCE, value, given)));
                    }
                });
            }
        }
    }

    /**
     * Checks that a customization has not changed where notebooks are stored.
     *
     * @param request the request to EMR
     */
    static void requirePersistence(JsonNode request, JsonNode persistence) {
        List<JsonNode> settings = StreamSupport.stream(
                        request.path("Configurations").spliterator(), false)
                .filter(configuration ->
                        configuration.path("Classification").asText().equals(PERSISTENCE))
                .map(configuration -> configuration.path("Properties"))
                .toList();
        boolean isKept = !settings.isEmpty()
                && settings.stream().allMatch(given -> persistence.properties().stream()
                        .allMatch(setting -> setting.getValue().equals(given.path(setting.getKey()))));
        if (!isKept) {
            throw new IllegalArgumentException(
                    "'customize' replaces the configurations, including %s, which stores notebooks in S3. Pass yours to 'configurations' of the notebook cluster"
                            .formatted(PERSISTENCE));
        }
    }

    /**
     * Checks a profile. This app must be allowed to change its instance role, and containers must be able to get the
     * instance's credentials: JupyterHub runs in a container, and reads and writes notebooks with them. The hop limit
     * is not known for a profile that was built elsewhere.
     */
    static void requireSuitable(IEmrProfile profile) {
        if (!profile.isInstanceRoleMutable()) {
            throw new IllegalArgumentException(
                    ("'emrProfile' %s was stored with MutableInstanceRole false, so this app can't allow its instance"
                                    + " role to read passwords and notebooks. Build it with mutableInstanceRole(true)")
                            .formatted(profile.getDefinition().definitionName()));
        }
        if (profile.getKerberosAttributes() != null) {
            throw new IllegalArgumentException(
                    "'emrProfile' %s has Kerberos, with which JupyterHub on EMR can't authenticate users. Use a profile without Kerberos"
                            .formatted(profile.getDefinition().definitionName()));
        }
        if (profile.getNode().getDefaultChild() instanceof CfnSecurityConfiguration configuration
                && Json.of(Stack.of(configuration).resolve(configuration.getSecurityConfiguration()))
                                .at("/InstanceMetadataServiceConfiguration/HttpPutResponseHopLimit")
                                .asInt()
                        == 1) {
            throw new IllegalArgumentException(
                    ("'emrProfile' %s does not allow containers to read instance metadata, so JupyterHub would have no"
                                    + " credentials for the notebooks in S3. Build it with httpPutResponseHopLimit(2)")
                            .formatted(profile.getDefinition().definitionName()));
        }
    }

    static void requireRestricted(List<AddressRange> ranges, boolean acknowledged, boolean isBySessionManager) {
        if (ranges.isEmpty() && !isBySessionManager) {
            throw new IllegalArgumentException(
                    "'sshFrom' or 'sessionManager' is required: JupyterHub is accessible through a tunnel only. Specify your"
                            + " addresses, such as 203.0.113.7/32");
        }
        List<String> open = ranges.stream()
                .filter(AddressRange::isOpen)
                .map(AddressRange::cidr)
                .toList();
        if (!open.isEmpty() && !acknowledged) {
            throw new IllegalArgumentException(
                    ("'sshFrom' must not be open to the Internet, got: %s. Specify the addresses that need it, or set "
                                    + "acknowledgeSshFromInternet(true)")
                            .formatted(open));
        }
        if (open.isEmpty() && acknowledged) {
            throw new IllegalArgumentException(
                    "'acknowledgeSshFromInternet' is set, but 'sshFrom' has no range that is open to the Internet."
                            + " Leave it out");
        }
    }
}
