package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.ec2.Network;
import io.github.emrlaunch.local.internal.emr.EmrService;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.InstanceProfile;
import io.github.emrlaunch.local.internal.s3.S3Service;
import io.github.emrlaunch.local.internal.secretsmanager.SecretsManager;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Declares the definitions of a folder and the resources that their documents name. These resources exist in the account that the
 * definitions come from. The state machine of a launch function is not declared: the emulator cannot replace what another app deployed.
 */
final class DeclaredDefinitions {
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:(iam|secretsmanager|sns):[a-z0-9-]*:\\d{12}:(.+)");
    private static final Pattern GROUP = Pattern.compile("sg-[0-9a-f]{8,17}");
    private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-f]{8,17}");
    private static final Pattern LOGS = Pattern.compile("s3[an]?://([^/]+)(/.*)?");
    private static final Set<String> BUCKETS = Set.of("LogsBucket", "ArtifactsBucket", "Bucket");
    private static final Set<String> PLAIN_ROLES = Set.of("ServiceRole", "AutoScalingRole");

    private final ServiceContext context;
    private final ExistingResources existing;
    private final Account account;
    private final Iam iam;

    DeclaredDefinitions(ServiceContext context, ExistingResources existing) {
        this.context = context;
        this.existing = existing;
        this.account = context.account();
        this.iam = context.iam();
    }

    /**
     * Declares the definitions of a folder.
     *
     * @throws IllegalArgumentException when the folder is of another account or region
     */
    void declare(DefinitionFolder folder) {
        require("account", account.id(), folder.accounts(), folder);
        require("region", account.region(), folder.regions(), folder);
        folder.documents().forEach((path, document) -> {
            try {
                DefinitionText.parameters(path, document).forEach(existing::parameter);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(folder.folder().resolve(path) + ".json: " + e.getMessage(), e);
            }
            instanceProfile(document.path("Roles"));
        });
        folder.forEachText(this::declare);
    }

    private void require(String what, String own, Set<String> found, DefinitionFolder folder) {
        if (!found.isEmpty() && !found.equals(Set.of(own))) {
            throw new IllegalArgumentException("The definitions in " + folder.folder() + " are of the " + what + " "
                    + String.join(" and ", found) + ", but the local emulator has the " + what + " " + own
                    + (found.size() == 1
                            ? ": set ." + what + "(\"" + found.iterator().next() + "\"), or " + what
                                    + (what.equals("account") ? "Id" : "") + "(…) of LocalAws.builder()"
                            : ". Definitions of one " + what + " are needed"));
        }
    }

    /** A profile contains its instance profile and also the role of the instance profile. */
    private void instanceProfile(JsonNode roles) {
        String arn = AwsJson.text(roles, "InstanceProfile");
        String role = AwsJson.text(roles, "InstanceRole");
        if (role != null) {
            String roleName = role.substring(role.lastIndexOf('/') + 1);
            String profile = arn == null ? roleName : arn.substring(arn.lastIndexOf('/') + 1);
            declareRole(role.replaceFirst("^arn:.*:role/", ""));
            iam.put(new InstanceProfile(
                    profile,
                    arn == null ? account.globalArn("iam", "instance-profile/" + profile) : arn,
                    List.of(roleName)));
        }
    }

    private void declare(String member, String text) {
        Matcher arn = ARN.matcher(text);
        Matcher logs = LOGS.matcher(text);
        if (arn.matches()) {
            declareArn(arn.group(1), arn.group(2), text);
        } else if (GROUP.matcher(text).matches()) {
            context.services().get(Network.class).putSecurityGroup(text);
        } else if (SUBNET.matcher(text).matches()) {
            context.services().get(Network.class).declareSubnet(text, account.region() + "a", null);
        } else if (BUCKETS.contains(member)) {
            bucket(text);
        } else if (member.equalsIgnoreCase("LogUri") && logs.matches()) {
            bucket(logs.group(1));
        } else if (member.equals("SecurityConfiguration") && !text.isEmpty()) {
            securityConfiguration(text);
        } else if (PLAIN_ROLES.contains(member) && !text.isEmpty()) {
            declareRole(text);
        } else if (member.equals("JobFlowRole") && !text.isEmpty()) {
            existing.instanceProfile(text, text);
        }
    }

    private void declareArn(String service, String resource, String arn) {
        if (service.equals("iam") && resource.startsWith("role/")) {
            declareRole(resource.substring("role/".length()));
        } else if (service.equals("secretsmanager") && resource.startsWith("secret:")) {
            context.services().get(SecretsManager.class).declare(arn);
        } else if (service.equals("sns") && !resource.contains(":")) {
            existing.topic(resource);
        }
    }

    /** @param pathAndName such as {@code service-role/etl} */
    private void declareRole(String pathAndName) {
        if (iam.role(pathAndName.substring(pathAndName.lastIndexOf('/') + 1)).isEmpty()) {
            existing.role(pathAndName);
        }
    }

    private void bucket(String name) {
        if (!context.services().get(S3Service.class).buckets().contains(name)) {
            existing.bucket(name);
        }
    }

    private void securityConfiguration(String name) {
        if (context.services()
                .get(EmrService.class)
                .securityConfigurations()
                .document(name)
                .isEmpty()) {
            existing.securityConfiguration(name);
        }
    }
}
