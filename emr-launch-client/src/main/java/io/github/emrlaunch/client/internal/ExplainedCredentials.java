package io.github.emrlaunch.client.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials of the SDK's default chain. If the chain finds none, a {@link CredentialsException} has the reason of the profile, such as an
 * expired sign-in. The message of the chain hides it among the reasons of all sources.
 */
final class ExplainedCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private final @Nullable String profile;
    private final AwsCredentialsProvider provider;

    /** Returns the credentials of a profile, or, for null, those of the SDK's chain, which reads {@code AWS_PROFILE}. */
    ExplainedCredentials(@Nullable String profile) {
        this.profile = profile;
        // An explicit profile has priority; the chain would prefer keys in the environment.
        this.provider = profile == null
                ? DefaultCredentialsProvider.builder().build()
                : ProfileCredentialsProvider.create(profile);
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return provider.resolveCredentials();
        } catch (RuntimeException e) {
            throw new CredentialsException(profile == null ? reasonOfProfile().orElse(e) : e);
        }
    }

    /** Returns the reason why the chain's profile has no credentials; empty if there is no such profile. */
    private static Optional<RuntimeException> reasonOfProfile() {
        String name = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
        Optional<Profile> asked = ProfileFile.defaultProfileFile().profile(name);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        try (ProfileCredentialsProvider alone = ProfileCredentialsProvider.create(name)) {
            alone.resolveCredentials();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }

    @Override
    public void close() {
        if (provider instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }
}
