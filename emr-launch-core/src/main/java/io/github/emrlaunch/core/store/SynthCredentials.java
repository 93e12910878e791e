package io.github.emrlaunch.core.store;

import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Explains problems with the credentials that are used at synthesis, and how to solve them. The SDK's own message
 * starts with the list of its credentials providers.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/access.html">Authentication and access of SDKs and tools</a>
 */
final class SynthCredentials {
    private static final int MAX_REASON = 200;

    /**
     * A class of the SDK module that reads the credentials of {@code aws login}. Not every mirror of Maven Central has
     * this module.
     */
    private static final String SIGN_IN =
            "software.amazon.awssdk.services.signin.auth.LoginProfileCredentialsProviderFactory";

    private SynthCredentials() {}

    /** Returns the name of the profile that the SDK uses. */
    static String profileName() {
        return ProfileFileSystemSetting.AWS_PROFILE.getStringValue().orElse("default");
    }

    /** Returns why there are no credentials. */
    static String missing() {
        String name = profileName();
        Optional<Profile> profile = profile(name);
        if (profile.isEmpty()) {
            return name.equals("default")
                    ? "there are no credentials. Sign in, and set AWS_PROFILE to a profile of the account that contains it: the CDK CLI does not pass its option --profile to apps"
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

    /** Returns the first sentence of the SDK's error for this profile. */
    private static String reason(Supplier<ProfileCredentialsProvider> provider) {
        try (ProfileCredentialsProvider one = provider.get()) {
            one.resolveCredentials();
            return "another try found some";
        } catch (RuntimeException e) {
            return sentence(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the first sentence, without the SDK's objects. */
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
            return "It has 'mfa_serial', and the AWS SDK for Java does not prompt for a code. Export credentials before: eval \"$(aws configure export-credentials --profile %s --format env)\""
                    .formatted(name);
        }
        return profile.property(ProfileProperty.SOURCE_PROFILE)
                .map(source ->
                        "Sign in with its source profile '%s', and check that it may assume the role".formatted(source))
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
