package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What protects a cluster: the members of a request that EMR must not have ignored. EMR may ignore members that it does not know, so
 * a started cluster is compared with them.
 */
final class Protection {
    /** The member with the ARN of the secret that has the Kerberos realm; never its value. */
    private static final String KERBEROS_SECRET = "KerberosAttributesSecret";

    private final ObjectNode asked;

    private Protection(ObjectNode asked) {
        this.asked = asked;
    }

    /** Where a member stands in RunJobFlow's request and in the answer of DescribeCluster. */
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

        /** EMR may tell a role by its name or by its ARN. */
        String comparable(String value) {
            return hasPath ? value.substring(value.lastIndexOf('/') + 1) : value;
        }
    }

    /** What a request asks for. */
    static Protection of(JsonNode request, LaunchSecrets secrets) {
        ObjectNode asked = Json.object();
        for (Member member : Member.values()) {
            String value = member.asked(request);
            if (!value.isEmpty()) {
                asked.put(member.member, value);
            }
        }
        if (secrets.kerberosAttributes() != null) {
            asked.put(KERBEROS_SECRET, secrets.kerberosAttributes());
        }
        return new Protection(asked);
    }

    /** Reads what {@link #toJson} wrote. */
    static Protection read(JsonNode json) {
        return new Protection(json instanceof ObjectNode object ? object : Json.object());
    }

    ObjectNode toJson() {
        return asked.deepCopy();
    }

    /**
     * What a cluster has otherwise than asked, in words.
     *
     * @param cluster as DescribeCluster has it
     * @param realm the Kerberos realm of a secret
     */
    List<String> differences(JsonNode cluster, Function<String, Optional<String>> realm) {
        List<String> differences = new ArrayList<>();
        for (Member member : Member.values()) {
            String wanted = asked.path(member.member).asText();
            String found = member.described(cluster);
            if (!wanted.isEmpty() && !member.comparable(wanted).equals(member.comparable(found))) {
                differences.add("%s is %s and should be %s"
                        .formatted(member.member, found.isEmpty() ? "not set" : "'" + found + "'", "'" + wanted + "'"));
            }
        }
        String secret = asked.path(KERBEROS_SECRET).asText();
        String found = cluster.path("KerberosAttributes").path("Realm").asText();
        if (!secret.isEmpty() && (found.isEmpty() || !realm.apply(secret).equals(Optional.of(found)))) {
            differences.add("KerberosAttributes.Realm is %s that of secret '%s'"
                    .formatted(found.isEmpty() ? "not set and should be" : "not", secret));
        }
        return differences;
    }
}
