package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.NearestNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFileLocation;

/** Explains why the SDK found no credentials. */
final class CredentialFailures {
    private static final String EXPORT =
            "Let the AWS CLI get them: eval \"$(aws configure export-credentials --profile %s"
                    + " --format env)\", and leave the profile out here";

    private final AwsSettings settings;

    CredentialFailures(AwsSettings settings) {
        this.settings = settings;
    }

    Explanation explain(Throwable cause) {
        if (missingProfile().isPresent()) {
            return missingProfile().get();
        }
        String message = String.valueOf(cause.getMessage());
        if (message.startsWith("Unable to load credentials from any of the providers")) {
            return none(message);
        }
        String name = settings.profileName();
        Optional<Profile> profile = settings.profile();
        Profile source = profile.map(this::source).orElse(null);
        if (source != null && isSignedIn(source)) {
            return signIn(source.name(), source, cause);
        }
        if (source != null && source.property("login_session").isPresent()) {
            return new Explanation(
                    "Profile '%s' signs in by aws login, which this program does not know".formatted(source.name()),
                    EXPORT.formatted(name));
        }
        if (message.contains("Circular relationship")) {
            return new Explanation(
                    "The source_profile of profile '%s' leads back to itself".formatted(name),
                    "Name a source_profile that has credentials");
        }
        if (cause instanceof AwsServiceException service) {
            return role(profile.orElse(null), name, service);
        }
        if (message.startsWith("Profile file contained no credentials")) {
            return empty(name, profile.orElse(null));
        }
        if (message.startsWith("Failed to refresh process-based credentials")) {
            return process(name, cause);
        }
        Throwable root = AwsFailures.rootCause(cause);
        if (root instanceof NoSuchFileException file) {
            return new Explanation(
                    "There is no file '%s', where profile '%s' has its token".formatted(file.getFile(), name),
                    "Correct web_identity_token_file in the profile, or AWS_WEB_IDENTITY_TOKEN_FILE");
        }
        if (root instanceof IOException io) {
            return new NetworkFailures(settings).explain(io);
        }
        return Explanation.of("Profile '%s' gives no credentials: %s".formatted(name, message));
    }

    /** Explains a profile that does not exist; empty if it exists. */
    Optional<Explanation> missingProfile() {
        if (!settings.profileIsNamed() || settings.profile().isPresent()) {
            return Optional.empty();
        }
        String name = settings.profileName();
        List<String> there =
                settings.profiles().profiles().keySet().stream().sorted().toList();
        List<String> near = NearestNames.to(name, there);
        String files = "%s and %s"
                .formatted(ProfileFileLocation.configurationFilePath(), ProfileFileLocation.credentialsFilePath());
        return Optional.of(new Explanation(
                "There is no AWS profile '%s' in %s".formatted(name, files),
                near.isEmpty()
                        ? there.isEmpty()
                                ? "There are no profiles at all: make one with aws configure"
                                : "There are " + String.join(", ", there)
                        : "Did you mean %s?".formatted(near.get(0))));
    }

    private static Explanation none(String message) {
        for (String half : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")) {
            String other = half.contains("SECRET") ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
            if (System.getenv(half) != null && System.getenv(other) == null) {
                return new Explanation(
                        "%s is set, but %s is not".formatted(half, other), "Set both, or name a profile");
            }
        }
        if (System.getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != null) {
            return new Explanation(
                    "The web identity of AWS_WEB_IDENTITY_TOKEN_FILE gives no credentials: "
                            + reason(message, "WebIdentityTokenFileCredentialsProvider"),
                    "Check AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN");
        }
        if (Stream.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                .anyMatch(variable -> System.getenv(variable) != null)) {
            return new Explanation(
                    "The container gives no credentials: " + reason(message, "ContainerCredentialsProvider"),
                    "Check the role of the container's task");
        }
        return new Explanation(
                "No AWS credentials were found",
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile that has some with --profile");
    }

    /** Returns the message of one provider of the chain. */
    private static String reason(String message, String provider) {
        int begin = message.lastIndexOf(provider + "(): ");
        if (begin < 0) {
            return "the SDK does not say why";
        }
        return message.substring(begin + provider.length() + 4)
                .replaceAll("(?s)(, \\w+CredentialsProvider\\(|]$).*", "");
    }

    /** Returns the first profile of a chain of roles. */
    private Profile source(Profile profile) {
        Profile source = profile;
        Set<String> seen = new HashSet<>();
        while (seen.add(source.name())) {
            Optional<Profile> next = source.property("source_profile").flatMap(settings.profiles()::profile);
            if (next.isEmpty()) {
                return source;
            }
            source = next.get();
        }
        return source;
    }

    private static boolean isSignedIn(Profile profile) {
        return profile.property("sso_session").isPresent()
                || profile.property("sso_start_url").isPresent();
    }

    private Explanation signIn(String name, Profile profile, Throwable cause) {
        Throwable root = AwsFailures.rootCause(cause);
        if (cause instanceof AwsServiceException service && service.statusCode() == 403) {
            return new Explanation(
                    "Profile '%s' has no access to account %s with role %s: %s"
                            .formatted(
                                    name,
                                    profile.property("sso_account_id").orElse("(none)"),
                                    profile.property("sso_role_name").orElse("(none)"),
                                    AwsFailures.text(service)),
                    "Correct sso_account_id and sso_role_name, or ask for access in IAM Identity Center");
        }
        if (root instanceof IOException io && !(root instanceof NoSuchFileException)) {
            return new NetworkFailures(settings).explain(io);
        }
        List<String> missing = new ArrayList<>(List.of("sso_account_id", "sso_role_name"));
        missing.removeIf(property -> profile.property(property).isPresent());
        if (!missing.isEmpty()) {
            return new Explanation(
                    "Profile '%s' has no %s".formatted(name, String.join(" and no ", missing)),
                    "Complete it: aws configure sso --profile " + name);
        }
        return new Explanation(
                "The sign-in of profile '%s' has ended, or there was none".formatted(name),
                "Sign in: aws sso login --profile " + name);
    }

    private static Explanation role(@Nullable Profile profile, String name, AwsServiceException refused) {
        String role = profile == null ? "" : profile.property("role_arn").orElse("");
        if (profile != null && profile.property("mfa_serial").isPresent()) {
            return new Explanation(
                    "Profile '%s' wants an MFA code for role %s, which this program cannot ask for"
                            .formatted(name, role),
                    EXPORT.formatted(name));
        }
        if (role.isEmpty() || !AwsFailures.isDenied(refused)) {
            return Explanation.of("Profile '%s' gives no credentials: %s".formatted(name, AwsFailures.text(refused)));
        }
        return new Explanation(
                "Role %s of profile '%s' may not be assumed: %s".formatted(role, name, AwsFailures.text(refused)),
                "The role's trust policy must name who asks, and who asks needs sts:AssumeRole on the role");
    }

    private static Explanation empty(String name, @Nullable Profile profile) {
        if (profile != null && profile.property("role_arn").isPresent()) {
            return new Explanation(
                    "Profile '%s' has a role_arn, but nothing to assume the role with".formatted(name),
                    "Add source_profile or credential_source to it");
        }
        return new Explanation(
                "Profile '%s' has no credentials".formatted(name),
                "Add some with aws configure --profile %s, or name another profile".formatted(name));
    }

    /** The output of the process may contain secrets. */
    private static Explanation process(String name, Throwable cause) {
        String why = Optional.ofNullable(cause.getCause())
                .map(Throwable::getMessage)
                .filter(message -> message.contains("exit value"))
                .map(message -> message.replaceAll("(?s) with error message:.*", ""))
                .orElse("what it writes is no JSON with credentials");
        return new Explanation(
                "The credential_process of profile '%s' has failed: %s".formatted(name, why),
                "Run the command that the profile names to see why");
    }
}
