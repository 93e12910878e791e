package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.notebook.LdapDirectory;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.sns.Topic;

/** The block of {@code docs/notebooks.md} about a directory. */
class NotebooksPageTest {
    private final PageStack stack = new PageStack();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void synthesizesANotebookClusterWithADirectory(boolean isProduction) {
        IVpc vpc = stack.vpc();
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("notebooks")
                .vpc(vpc)
                .httpPutResponseHopLimit(2)
                .build();
        Topic failed = new Topic(stack, "Failed");

        NotebookCluster.Builder.create(stack, "Lab")
                .clusterName("lab")
                .namespace("science")
                .emrProfile(profile)
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(stack.bucket("Notebooks"))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(stack.subnet())
                .directory(LdapDirectory.of("ldap.example.org", "uid={username},ou=people,dc=example,dc=org")
                        .withGroups("cn=scientists,ou=groups,dc=example,dc=org"))
                .sessionManager(true)
                .notifications(isProduction ? Notifications.ofFailure(failed) : Notifications.none())
                .build();

        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isGreaterThan(1);
    }
}
