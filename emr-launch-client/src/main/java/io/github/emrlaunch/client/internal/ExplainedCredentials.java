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
 * Credentials of the SDK's default chain. When the chain finds none, a {@link CredentialsException} has the reason of the profile, such as
 * a sign-in that has ended, which the chain's own message buries among those of all sources.
 */
final class ExplainedCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private final @Nullable String profile;
    private final AwsCredentialsProvider provider;

    /** Those of a profile, or with null those of the SDK's chain, which knows {@code AWS_PROFILE}. */
    ExplainedCredentials(@Nullable String profile) {
        this.profile = profile;
        // Who names a profile means it; the chain would take keys of the environment before.
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

    /** Why the profile that the chain came to gives none; empty when there is no such profile. */
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
