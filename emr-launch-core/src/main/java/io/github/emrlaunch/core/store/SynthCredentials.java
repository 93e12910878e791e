package io.github.emrlaunch.core.store;

import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * What is wrong with the credentials of whoever synthesizes an app, and what to do about it, in words for people. The SDK lists the
 * objects of its chain of providers before anything that helps.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/access.html">Authentication and access of SDKs and tools</a>
 */
final class SynthCredentials {
    private static final int MAX_REASON = 200;

    /** The module of the SDK that reads what {@code aws login} leaves, which not every mirror of Maven Central has. */
    private static final String SIGN_IN =
            "software.amazon.awssdk.services.signin.auth.LoginProfileCredentialsProviderFactory";

    private SynthCredentials() {}

    /** The name of the profile that the SDK takes. */
    static String profileName() {
        return ProfileFileSystemSetting.AWS_PROFILE.getStringValue().orElse("default");
    }

    /** Why there are none. */
    static String missing() {
        String name = profileName();
        Optional<Profile> profile = profile(name);
        if (profile.isEmpty()) {
            return name.equals("default")
                    ? "there are no credentials. Sign in, and set AWS_PROFILE to a profile of the account that holds it: the CDK CLI does not hand its option --profile on to apps"
                    : "there are no credentials, and the configuration files have no profile '%s', which AWS_PROFILE names"
                            .formatted(name);
        }
        return "the profile '%s' gives no credentials: %s. %s"
                .formatted(name, reason(() -> ProfileCredentialsProvider.create(name)), advice(name, profile.get()));
    }

    private static Optional<Profile> profile(String name) {
        try {
            return ProfileFile.defaultProfileFile().profile(name);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The first sentence of what the SDK says of this profile alone. */
    private static String reason(Supplier<ProfileCredentialsProvider> provider) {
        try (ProfileCredentialsProvider one = provider.get()) {
            one.resolveCredentials();
            return "another try found some";
        } catch (RuntimeException e) {
            return sentence(String.valueOf(e.getMessage()));
        }
    }

    /** One sentence, without the objects of the SDK. */
    static String sentence(String message) {
        String first = message.replaceAll("(?s): ProfileFile\\(.*", "")
                .replaceAll("(?s) \\(Service: .*", "")
                .replaceAll("(?s)\\.?(\\s*\n.*|\\.\\s+[A-Z].*)$", "")
                .replaceAll("[\\s.]+$", "");
        return first.length() <= MAX_REASON ? first : first.substring(0, MAX_REASON) + "…";
    }

    private static String advice(String name, Profile profile) {
        if (profile.property(ProfileProperty.LOGIN_SESSION).isPresent()) {
            return hasSignIn()
                    ? "Sign in: aws login --profile " + name
                    : "Profiles of 'aws login' need the dependency software.amazon.awssdk:signin of the version that the app has of software.amazon.awssdk:ssm";
        }
        if (profile.property("sso_session").isPresent()
                || profile.property(ProfileProperty.SSO_START_URL).isPresent()) {
            return "Sign in: aws sso login --profile " + name;
        }
        if (profile.property(ProfileProperty.MFA_SERIAL).isPresent()) {
            return "It has 'mfa_serial', and the AWS SDK for Java asks nobody for a code. Export credentials before: eval \"$(aws configure export-credentials --profile %s --format env)\""
                    .formatted(name);
        }
        return profile.property(ProfileProperty.SOURCE_PROFILE)
                .map(source ->
                        "Sign in with its source profile '%s', and see that it may assume the role".formatted(source))
                .orElse("Try: aws sts get-caller-identity --profile " + name);
    }

    private static boolean hasSignIn() {
        try {
            Class.forName(SIGN_IN, false, SynthCredentials.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
