package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.service.ReferenceCheck;
import io.github.emrlaunch.local.internal.service.SecurityConfigurationLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds missing resources that deployed resources refer to, each with the line that declares it. It checks ARNs anywhere in the
 * resources, and the names in RunJobFlow requests, which are JSON text in state machines and parameters.
 */
final class MissingResources {
    /** An ARN without wildcards that is not part of a longer name. */
    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:(?:iam::\\d{12}:(?:role|instance-profile)/[\\w+=,.@/-]++|s3:::[a-z0-9.-]{3,63}+|"
                    + "secretsmanager:[a-z0-9-]+:\\d{12}:secret:[\\w/+=.@-]++|sns:[a-z0-9-]+:\\d{12}:[\\w.-]++|"
                    + "states:[a-z0-9-]+:\\d{12}:stateMachine:[\\w-]++)(?![*?$])");
    /** A literal name. Other texts are expressions. */
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");

    private static final Pattern BUCKET_OF_LOGS = Pattern.compile("s3[an]?://([a-z0-9.-]{3,63})(?:/.*)?");

    private final ServiceContext context;
    private final Iam iam;
    private final Set<String> lines = new TreeSet<>();

    private MissingResources(ServiceContext context) {
        this.context = context;
        this.iam = context.iam();
    }

    /** Returns one line for each missing resource, sorted. */
    static Set<String> lines(ServiceContext context, DeployedStacks stacks) {
        MissingResources missing = new MissingResources(context);
        stacks.all()
                .forEach(resource -> missing.look(
                        resource.request().type(), resource.request().properties()));
        return missing.lines;
    }

    private void look(String member, JsonNode node) {
        if (node.isTextual()) {
            text(member, node.asText());
        } else if (node.isArray()) {
            node.forEach(each -> look(member, each));
        } else {
            node.properties().forEach(each -> look(each.getKey(), each.getValue()));
        }
    }

    private void text(String member, String text) {
        Matcher arns = ARN.matcher(text);
        while (arns.find()) {
            String arn = arns.group();
            declaration(arn).ifPresent(line -> lines.add(arn + " is missing: " + line));
        }
        if (text.startsWith("{")) {
            try {
                look(member, AwsJson.parse(text));
            } catch (JsonProcessingException noDocument) {
                // A JSONata expression can have this prefix, too.
            }
        } else {
            named(member, text);
        }
    }

    private void named(String member, String text) {
        if (member.equals("LogUri")) {
            Matcher bucket = BUCKET_OF_LOGS.matcher(text);
            if (bucket.matches()) {
                text("", "arn:" + context.account().partition() + ":s3:::" + bucket.group(1));
            }
        } else if (NAME.matcher(text).matches()) {
            switch (member) {
                case "ServiceRole", "AutoScalingRole" ->
                    told("role", text, iam.role(text).isPresent(), "existing.role(\"%s\")");
                case "JobFlowRole" ->
                    told(
                            "instance profile",
                            text,
                            iam.instanceProfile(text).isPresent(),
                            "existing.instanceProfile(\"%1$s\", \"%1$s\")");
                case "SecurityConfiguration" ->
                    told(
                            "security configuration",
                            text,
                            context.services()
                                    .get(SecurityConfigurationLookup.class)
                                    .hasSecurityConfiguration(text),
                            "existing.securityConfiguration(\"%s\")");
                default -> {
                    // The other members do not name resources.
                }
            }
        }
    }

    private void told(String what, String name, boolean isThere, String declaration) {
        if (!isThere) {
            lines.add("The " + what + " " + name + " is missing: " + declaration.formatted(name));
        }
    }

    private Optional<String> declaration(String arn) {
        if (arn.contains(":role/") && !arn.contains("/aws-service-role/") && !arn.contains("/cdk-")) {
            return isOurs(arn) && iam.role(arn).isEmpty()
                    ? Optional.of("existing.role(\"" + afterFirstSlash(arn) + "\")")
                    : Optional.empty();
        }
        if (arn.contains(":instance-profile/")) {
            return isOurs(arn) && iam.instanceProfile(arn).isEmpty()
                    ? Optional.of("existing.instanceProfile(\"%s\", \"%s\")"
                            .formatted(afterFirstSlash(arn), arn.substring(arn.lastIndexOf('/') + 1)))
                    : Optional.empty();
        }
        return context.services().all(ReferenceCheck.class).stream()
                .flatMap(service -> service.declarationOfMissing(arn).stream())
                .findFirst();
    }

    private static String afterFirstSlash(String arn) {
        return arn.substring(arn.indexOf('/') + 1);
    }

    private boolean isOurs(String arn) {
        return arn.contains("::" + context.account().id() + ":");
    }
}
