package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.KerberosAuthentication;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.sns.Topic;

/** Two launch functions: {@code plain}, and {@code secret}, whose clusters have secrets. */
final class LaunchStack {
    static final String KDC_PASSWORD = "kdc-s3cr3t-value";
    static final String METASTORE_PASSWORD = "metastore-s3cr3t-value";

    private LaunchStack() {}

    static void add(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        Topic succeeded =
                Topic.Builder.create(stack, "Succeeded").topicName("succeeded").build();
        Topic failed = Topic.Builder.create(stack, "Failed").topicName("failed").build();
        EmrLaunchFunction.Builder.create(stack, "Plain")
                .launchFunctionName("plain")
                .emrProfile(EmrProfile.Builder.create(stack, "PlainProfile")
                        .profileName("plain")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(configuration(stack, vpc, "plain").build())
                .notifications(Notifications.to(succeeded, failed))
                .build();
        EmrLaunchFunction.Builder.create(stack, "Secret")
                .launchFunctionName("secret")
                .emrProfile(EmrProfile.Builder.create(stack, "SecretProfile")
                        .profileName("secret")
                        .vpc(vpc)
                        .kerberosAuthentication(KerberosAuthentication.clusterDedicatedKdc(secret(
                                stack,
                                "Kerberos",
                                "{\"Realm\": \"EC2.INTERNAL\", \"KdcAdminPassword\": \"%s\"}".formatted(KDC_PASSWORD))))
                        .build())
                .clusterConfiguration(configuration(stack, vpc, "secret")
                        .secretConfigurations(Map.of(
                                "hive-site",
                                secret(
                                        stack,
                                        "Metastore",
                                        "{\"javax.jdo.option.ConnectionPassword\": \"%s\"}"
                                                .formatted(METASTORE_PASSWORD))))
                        .build())
                .notifications(Notifications.to(succeeded, failed))
                .build();
    }

    private static ClusterConfiguration.Builder configuration(Stack stack, Vpc vpc, String name) {
        return ClusterConfiguration.Builder.create(stack, "Configuration-" + name)
                .configurationName(name)
                .releaseLabel("emr-7.12.0")
                .applications("Hive", "Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .terminationProtection(true)
                .subnets(vpc.getPrivateSubnets().get(0));
    }

    private static Secret secret(Stack stack, String id, String value) {
        return Secret.Builder.create(stack, id)
                .secretStringValue(SecretValue.unsafePlainText(value))
                .build();
    }
}
