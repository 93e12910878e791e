package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.StepConfig;

/** An account with a launch function that launches a cluster, whose jobs print their arguments. */
final class ClusterAccount implements AutoCloseable {
    static final DefinitionName NIGHTLY = new DefinitionName("analytics", "nightly");

    private static final String LOGS = "logs-of-clusters";

    final TestAccount account;
    final Cli cli;

    /** Advances the clock to the next event, as the server does for a client that polls. */
    private final Thread time = new Thread(this::goOn, "time");

    ClusterAccount(LocalAws aws) {
        account = new TestAccount(aws);
        cli = Cli.withoutProxy(account);
        time.setDaemon(true);
        time.start();
        account.aws()
                .existing()
                .role("service")
                .role("instances", """
                    {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}\
                    """)
                .instanceProfile("instances", "instances")
                .role("launches", """
                    {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\
                    """)
                .bucket(LOGS);
    }

    private void goOn() {
        try {
            while (true) {
                account.aws().clock().jumpToProgress();
                Thread.sleep(5);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes launches fail after their cluster has started, and keeps the cluster. */
    void failAfterLaunch() {
        define("\"Next\": \"Failed\"", ", \"Failed\": {\"Type\": \"Fail\", \"Error\": \"E\"}");
    }

    /** Stores the launch function. Its clusters terminate after an idle time of an hour. */
    void storeNightly() {
        account.storeFunction(NIGHTLY, TestAccount.SUCCEEDS, Map.of());
        define("\"End\": true", "");
        storeConfiguration(true);
        storeArtifacts("artifacts", TextNode.valueOf("code/"));
    }

    private void define(String next, String states) {
        String machine = "arn:aws:states:us-east-1:123456789012:stateMachine:analytics_nightly";
        account.stepFunctions().updateStateMachine(update -> update.stateMachineArn(machine)
                .roleArn("arn:aws:iam::123456789012:role/launches")
                .definition("""
                    {"StartAt": "Start", "States": {"Start": {"Type": "Task", %s,
                      "Resource": "arn:aws:states:::elasticmapreduce:createCluster.sync",
                      "ResultPath": "$.LaunchClusterResult",
                      "Parameters": {"Name": "nightly", "ReleaseLabel": "emr-7.12.0", "LogUri": "s3n://%s/emr",
                        "ServiceRole": "service", "JobFlowRole": "instances",
                        "Instances": {"KeepJobFlowAliveWhenNoSteps": true, "TerminationProtected": true,
                          "InstanceGroups": [{"Name": "m", "InstanceRole": "MASTER", "InstanceType": "m5.xlarge",
                            "InstanceCount": 1}]},
                        "Tags": [{"Key": "emr-launch:execution", "Value.$": "$$.Execution.Id"},
                          {"Key": "emr-launch:function", "Value": "Stack/analytics/nightly"}]}}%s}}\
                    """.formatted(next, LOGS, states)));
    }

    void storeConfiguration(boolean idleTimeout) {
        ObjectNode configuration =
                account.storePython(DefinitionType.CLUSTER_CONFIGURATION, "default/basic-instance-group-cluster");
        if (idleTimeout) {
            ((ObjectNode) configuration.get("ClusterConfiguration"))
                    .putObject("AutoTerminationPolicy")
                    .put("IdleTimeout", 3600);
        }
        account.store(
                DefinitionType.CLUSTER_CONFIGURATION,
                DefinitionName.parse("default/basic-instance-group-cluster"),
                configuration);
    }

    void storeArtifacts(String bucket, JsonNode path) {
        account.aws().existing().bucket(bucket);
        ObjectNode profile = account.storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        profile.put("ArtifactsBucket", bucket).set("ArtifactsPath", path);
        account.store(DefinitionType.EMR_PROFILE, DefinitionName.parse("default/sse-kms-profile"), profile);
    }

    /** Launches a cluster and returns the execution. */
    String launch() {
        cli.run("start", "analytics/nightly", "--execution-name", "first", "--wait");
        return "arn:aws:states:us-east-1:123456789012:execution:analytics_nightly:first";
    }

    LocalCluster cluster() {
        List<LocalCluster> clusters = account.aws().clusters();
        return clusters.get(clusters.size() - 1);
    }

    /** Adds a step that prints the arguments and waits for its end. */
    String addStep(String name, String... arguments) throws InterruptedException {
        String id = account.emr()
                .addJobFlowSteps(request -> request.jobFlowId(cluster().id())
                        .steps(StepConfig.builder()
                                .name(name)
                                .actionOnFailure(ActionOnFailure.CONTINUE)
                                .hadoopJarStep(
                                        jar -> jar.jar("command-runner.jar").args(arguments))
                                .build()))
                .stepIds()
                .get(0);
        account.aws().clock().advance(Duration.ofMinutes(3));
        return id;
    }

    @Override
    public void close() {
        time.interrupt();
        account.close();
    }
}
