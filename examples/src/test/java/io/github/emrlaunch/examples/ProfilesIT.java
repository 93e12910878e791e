package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import org.junit.jupiter.api.Test;

/** Deploys the four profiles and reads them as another team does. */
class ProfilesIT {
    @Test
    void storedProfilesHaveTheirSecuritySettings() {
        try (ExampleRun run = new ExampleRun(Example.named("profiles"), ForkFolder.PATH)) {
            assertThat(run.deploy(run.synthesize()).skippedResources()).isEmpty();

            assertThat(run.definitions().list(DefinitionType.EMR_PROFILE, "security"))
                    .extracting(DefinitionName::name)
                    .containsExactly("kerberos", "kms", "lake-formation", "plain");
            EmrProfileDefinition kms = get(run, "kms");
            assertThat(kms.s3EncryptionConfiguration()).isNotNull();
            assertThat(kms.s3EncryptionConfiguration().path("AwsKmsKey").asText())
                    .startsWith("arn:aws:kms:");
            assertThat(get(run, "kerberos").kerberosAttributesSecret()).startsWith("arn:aws:secretsmanager:");
            assertThat(get(run, "lake-formation").lakeFormationConfiguration())
                    .hasToString("{\"AuthorizedSessionTagValue\":\"Amazon EMR\"}");
            assertThat(get(run, "plain").securityConfiguration()).isNotNull();
        }
    }

    private static EmrProfileDefinition get(ExampleRun run, String name) {
        return run.definitions().get(DefinitionType.EMR_PROFILE, new DefinitionName("security", name));
    }
}
