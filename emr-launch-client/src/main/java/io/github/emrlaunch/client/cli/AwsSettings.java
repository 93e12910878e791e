package io.github.emrlaunch.client.cli;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * The profile, region and endpoint of the command line or the environment. Error messages name them. The SDK resolves its settings independently.
 *
 * @param givenProfile {@code --profile}
 * @param givenRegion {@code --region}
 * @param givenEndpoint {@code --endpoint-url}
 */
record AwsSettings(
        @Nullable String givenProfile,
        @Nullable String givenRegion,
        @Nullable URI givenEndpoint) {
    String profileName() {
        return givenProfile == null ? ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow() : givenProfile;
    }

    /** Whether a profile is set explicitly. Otherwise the profile {@code default} is used. */
    boolean profileIsNamed() {
        return givenProfile != null
                || System.getenv(ProfileFileSystemSetting.AWS_PROFILE.environmentVariable()) != null
                || System.getProperty(ProfileFileSystemSetting.AWS_PROFILE.property()) != null;
    }

    ProfileFile profiles() {
        return ProfileFile.defaultProfileFile();
    }

    Optional<Profile> profile() {
        return profiles().profile(profileName());
    }

    Optional<String> region() {
        if (givenRegion != null) {
            return Optional.of(givenRegion);
        }
        try {
            // The SDK encodes characters that a host name cannot have.
            return Optional.of(URLDecoder.decode(
                    DefaultAwsRegionProviderChain.builder()
                            .profileName(profileName())
                            .build()
                            .getRegion()
                            .id(),
                    StandardCharsets.UTF_8));
        } catch (SdkClientException none) {
            return Optional.empty();
        }
    }

    /** Returns the custom endpoint; empty for AWS. */
    Optional<String> endpoint() {
        return givenEndpoint == null
                ? Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL"))
                        .or(() -> profile().flatMap(known -> known.property("endpoint_url")))
                : Optional.of(givenEndpoint.toString());
    }
}
