package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * The protection of a cluster: the members of a request that EMR must not ignore. EMR may ignore unknown members, so
 * a started cluster is compared with them.
 */
final class Protection {
    /** Whether the cluster has Kerberos attributes, whose values are in a secret. */
    private static final String KERBEROS = "Kerberos";

    private final ObjectNode asked;

    private Protection(ObjectNode asked) {
        this.asked = asked;
    }

    /** The location of a member in RunJobFlow's request and in the response of DescribeCluster. */
    private enum Member {
        SECURITY_CONFIGURATION("SecurityConfiguration", "", "", false),
        RELEASE_LABEL("ReleaseLabel", "", "", false),
        SERVICE_ROLE("ServiceRole", "", "", true),
        AUTO_SCALING_ROLE("AutoScalingRole", "", "", true),
        JOB_FLOW_ROLE("JobFlowRole", "", "IamInstanceProfile", true),
        MASTER_GROUP("EmrManagedMasterSecurityGroup", "Instances", "EmrManagedMasterSecurityGroup", false),
        WORKERS_GROUP("EmrManagedSlaveSecurityGroup", "Instances", "EmrManagedSlaveSecurityGroup", false),
        SERVICE_GROUP("ServiceAccessSecurityGroup", "Instances", "ServiceAccessSecurityGroup", false);

        private final String member;
        private final String parent;
        private final String ofInstances;
        private final boolean hasPath;

        Member(String member, String parent, String ofInstances, boolean hasPath) {
            this.member = member;
            this.parent = parent;
            this.ofInstances = ofInstances;
            this.hasPath = hasPath;
        }

        String asked(JsonNode request) {
            return (parent.isEmpty() ? request : request.path(parent))
                    .path(member)
                    .asText();
        }

        String described(JsonNode cluster) {
            return (ofInstances.isEmpty()
                            ? cluster.path(member)
                            : cluster.path("Ec2InstanceAttributes").path(ofInstances))
                    .asText();
        }

        /** EMR may return a role by its name or by its ARN. */
        String comparable(String value) {
            return hasPath ? value.substring(value.lastIndexOf('/') + 1) : value;
        }
    }

    /**
     * Returns the protection in a request.
     *
     * @param kerberos whether the request gets Kerberos attributes from a secret
     */
    static Protection of(JsonNode request, boolean kerberos) {
        ObjectNode asked = Json.object();
        for (Member member : Member.values()) {
            String value = member.asked(request);
            if (!value.isEmpty()) {
                asked.put(member.member, value);
            }
        }
        if (kerberos) {
            asked.put(KERBEROS, true);
        }
        return new Protection(asked);
    }

    /** Reads the format of {@link #toJson}. */
    static Protection read(JsonNode json) {
        return new Protection(json instanceof ObjectNode object ? object : Json.object());
    }

    ObjectNode toJson() {
        return asked.deepCopy();
    }

    /**
     * Returns the differences of a cluster from the protection, as text. EMR may return other members later or in another form, so a
     * missing member
     * is a difference only for the most important ones, and only after the cluster has started.
     *
     * @param cluster the cluster in the form of DescribeCluster
     * @param started whether EMR is expected to return all members
     * @param messages whether values from EMR may be quoted
     */
    List<String> differences(JsonNode cluster, boolean started, AwsMessages messages) {
        List<String> differences = new ArrayList<>();
        for (Member member : Member.values()) {
            String wanted = asked.path(member.member).asText();
            String found = member.described(cluster);
            boolean missing = found.isEmpty() && started && member == Member.SECURITY_CONFIGURATION;
            boolean another = !found.isEmpty() && !member.comparable(wanted).equals(member.comparable(found));
            if (!wanted.isEmpty() && (missing || another)) {
                String quoted = messages.areWithheld() ? "another" : "'" + found + "'";
                differences.add(
                        "%s is %s and should be '%s'".formatted(member.member, missing ? "not set" : quoted, wanted));
            }
        }
        if (asked.path(KERBEROS).asBoolean() && started && realm(cluster).isEmpty()) {
            differences.add("KerberosAttributes.Realm is not set");
        }
        return differences;
    }

    /** Returns the difference of a cluster's Kerberos realm from that of a secret, without the value. */
    static List<String> differencesOfRealm(JsonNode cluster, String wanted) {
        String found = realm(cluster);
        return found.isEmpty() || found.equals(wanted)
                ? List.of()
                : List.of("KerberosAttributes.Realm is not that of the secret");
    }

    private static String realm(JsonNode cluster) {
        return cluster.path("KerberosAttributes").path("Realm").asText();
    }
}
