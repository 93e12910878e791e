package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.internal.CredentialsException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFileLocation;

/**
 * Converts failures of calls to AWS to explanations with the cause and the remedy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html">Troubleshooting of signed requests</a>
 */
final class AwsFailures {
    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException");
    private static final Set<String> UNKNOWN_KEY = Set.of(
            "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "InvalidToken", "AuthFailure");
    private static final Set<String> SIGNATURE = Set.of(
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException");
    private static final Set<String> CLOCK = Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");

    private final AwsSettings settings;
    private final String command;
    private final CredentialFailures credentials;

    /**
     * Creates an explainer of failures.
     *
     * @param command the command, such as {@code emr-launch list}
     */
    AwsFailures(AwsSettings settings, String command) {
        this.settings = settings;
        this.command = command;
        this.credentials = new CredentialFailures(settings);
    }

    /**
     * Whether an exception of another type comes from the SDK, which throws many types for wrong settings. Decides by the first stack frame
     * outside of the JDK.
     */
    static boolean isOfTheSdk(Throwable e) {
        return place(rootCause(e)).startsWith("software.amazon.awssdk.");
    }

    private static String place(Throwable e) {
        return Stream.of(e.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun."))
                .findFirst()
                .orElse("");
    }

    Explanation explain(Throwable e) {
        if (Stream.of(rootCause(e).getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith("software.amazon.awssdk.profiles.internal."))) {
            return Explanation.of("The AWS configuration cannot be read, %s or %s: %s"
                    .formatted(
                            ProfileFileLocation.configurationFilePath(),
                            ProfileFileLocation.credentialsFilePath(),
                            rootCause(e).getMessage()));
        }
        if (!(e instanceof AwsServiceException)) {
            Optional<Explanation> wrong = Endpoints.wrongVariable(System.getenv());
            if (wrong.isPresent()) {
                return wrong.get();
            }
        }
        return e instanceof SdkException fromSdk
                ? explain(fromSdk)
                : wrongSetting(String.valueOf(rootCause(e).getMessage()));
    }

    /** The SDK names the value, but not always its source. */
    private static Explanation wrongSetting(String message) {
        String variables = System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("AWS_"))
                .filter(variable -> message.contains("\"" + variable.getValue() + "\""))
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        return new Explanation(
                "The AWS SDK cannot work with the settings: " + message,
                variables.isEmpty()
                        ? "Check the AWS_ variables of the environment, and the profile"
                        : "Correct " + variables);
    }

    private Explanation explain(SdkException e) {
        if (e instanceof CredentialsException none && none.getCause() != null) {
            return credentials.explain(none.getCause());
        }
        if (e instanceof AwsServiceException service) {
            return refusal(service);
        }
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Unable to load region")) {
            return credentials.missingProfile().orElseGet(this::noRegion);
        }
        if (message.contains("resulted in an invalid URI")) {
            return NetworkFailures.Regions.unknown(settings.region().orElse(""));
        }
        if (rootCause(e) instanceof IOException io) {
            return new NetworkFailures(settings).explain(io);
        }
        // For a profile without credentials the SDK's message has all other profiles, too.
        return Explanation.of(message.replaceAll(": ProfileFile\\(.*", ""));
    }

    private Explanation noRegion() {
        return new Explanation(
                settings.profile().isPresent()
                        ? "No AWS region is known: profile '%s' has none".formatted(settings.profileName())
                        : "No AWS region is known",
                "Set AWS_REGION, give --region, or name a profile that has one with AWS_PROFILE or --profile");
    }

    private Explanation refusal(AwsServiceException e) {
        String code = Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
        String text = text(e);
        if (e.isThrottlingException()) {
            return new Explanation(
                    "AWS still throttles after several attempts: " + text,
                    "Try again later, or ask for a higher quota");
        }
        if (EXPIRED.contains(code)) {
            return new Explanation("The credentials have expired", renewal());
        }
        if (CLOCK.contains(code) || (SIGNATURE.contains(code) && isOfTheClock(text))) {
            return new Explanation(
                    "The clock of this machine is wrong, it shows %s. AWS says: %s"
                            .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), text),
                    "Set the clock");
        }
        if (SIGNATURE.contains(code) && text.startsWith("Credential should be scoped to a valid region")) {
            return settings.region()
                    .filter(region -> !NetworkFailures.Regions.isKnown(region))
                    .map(NetworkFailures.Regions::unknown)
                    .orElse(Explanation.of("AWS refuses: " + text));
        }
        if (SIGNATURE.contains(code)) {
            return new Explanation(
                    "AWS does not accept the signature: the secret access key is not that of the access key",
                    "Check AWS_SECRET_ACCESS_KEY or the profile's aws_secret_access_key");
        }
        if (UNKNOWN_KEY.contains(code)) {
            return new Explanation(
                    "AWS does not know the access key or the session token"
                            + settings.region().map(" in region %s"::formatted).orElse(""),
                    "Check the keys and AWS_SESSION_TOKEN; a region that must be enabled first knows no keys before");
        }
        if (code.isEmpty()) {
            return new Explanation(
                    "%s does not answer as AWS does: HTTP status %d"
                            .formatted(settings.endpoint().orElse("What is reached"), e.statusCode()),
                    "Check --endpoint-url, AWS_ENDPOINT_URL and the proxy");
        }
        return isDenied(e)
                ? new Explanation("AWS refuses: " + text, "The permissions that it needs: %s --help".formatted(command))
                : Explanation.of("AWS refuses: " + text);
    }

    private static boolean isOfTheClock(String text) {
        return text.contains("Signature expired") || text.contains("Signature not yet current");
    }

    private String renewal() {
        String name = settings.profileName();
        return settings.profile()
                .filter(profile -> profile.property("sso_session").isPresent()
                        || profile.property("sso_start_url").isPresent())
                .map(signedIn -> "Sign in: aws sso login --profile " + name)
                .orElse("Get new ones: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the"
                        + " profile's");
    }

    static boolean isDenied(AwsServiceException e) {
        return e.awsErrorDetails() != null
                && String.valueOf(e.awsErrorDetails().errorCode()).startsWith("AccessDenied");
    }

    static Throwable rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Returns the message of AWS without the additions of the SDK. */
    static String text(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return Stream.of(
                            service.awsErrorDetails().errorMessage(),
                            service.awsErrorDetails().errorCode())
                    .filter(said -> said != null && !said.isEmpty())
                    .findFirst()
                    .orElse("HTTP status " + service.statusCode());
        }
        return String.valueOf(e.getMessage());
    }
}
