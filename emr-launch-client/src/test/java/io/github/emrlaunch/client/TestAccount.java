package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** A local emulator behind a proxy, with the definitions of a test. */
public final class TestAccount implements AutoCloseable {
    /** Ends immediately with the id of a cluster. */
    public static final String SUCCEEDS = """
        {"First": {"Type": "Pass", "Result": {"ClusterId": "j-1"}, "ResultPath": "$.LaunchClusterResult", "End": true}}\
        """;

    private static final Path PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private final LocalAws aws;
    private final AwsProxy proxy;
    private final SsmClient ssm;
    private final SfnClient stepFunctions;
    private final EmrClient emr;

    public TestAccount(LocalAws aws) {
        this.aws = aws;
        proxy = AwsProxy.before(aws.endpoint());
        ssm = configure(SsmClient.builder()).build();
        stepFunctions = configure(SfnClient.builder()).build();
        emr = configure(EmrClient.builder()).build();
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(proxy.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")));
    }

    public LocalAws aws() {
        return aws;
    }

    public AwsProxy proxy() {
        return proxy;
    }

    public SsmClient ssm() {
        return ssm;
    }

    public SfnClient stepFunctions() {
        return stepFunctions;
    }

    public EmrClient emr() {
        return emr;
    }

    /** Stores a document of aws-emr-launch for Python. */
    public ObjectNode storePython(DefinitionType<?> type, String name) {
        try {
            ObjectNode document = Json.parseObject(
                    Files.readString(PYTHON.resolve(type.folder()).resolve(name + ".json")));
            store(type, DefinitionName.parse(name), document);
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void store(DefinitionType<?> type, DefinitionName name, JsonNode document) {
        store(type, name, Json.write(document));
    }

    public void store(DefinitionType<?> type, DefinitionName name, String text) {
        ssm.putParameter(parameter -> parameter
                .name(type.path(name))
                .type(ParameterType.STRING)
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .overwrite(true)
                .value(text));
    }

    /**
     * Stores a launch function, with its profile and cluster configuration.
     *
     * @param states the state machine's states, the first of them named First
     * @param changes members of the document that differ from the default
     */
    public void storeFunction(DefinitionName name, String states, Map<String, JsonNode> changes) {
        storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        storePython(DefinitionType.CLUSTER_CONFIGURATION, "default/basic-instance-group-cluster");
        ObjectNode document = storePython(DefinitionType.EMR_LAUNCH_FUNCTION, "default/launch-basic-cluster");
        ssm.deleteParameter(parameter -> parameter.name(
                DefinitionType.EMR_LAUNCH_FUNCTION.path(DefinitionName.parse("default/launch-basic-cluster"))));
        document.put("Namespace", name.namespace())
                .put("LaunchFunctionName", name.name())
                .put("StateMachine", stateMachine(name.namespace() + "_" + name.name(), states));
        document.setAll(changes);
        store(DefinitionType.EMR_LAUNCH_FUNCTION, name, document);
    }

    /** Creates a state machine whose first state is named First. */
    public String stateMachine(String name, String states) {
        aws.existing().role("states");
        return stepFunctions
                .createStateMachine(machine -> machine.name(name)
                        .roleArn("arn:aws:iam::%s:role/states".formatted(aws.accountId()))
                        .definition("{\"StartAt\": \"First\", \"States\": %s}".formatted(states)))
                .stateMachineArn();
    }

    @Override
    public void close() {
        stepFunctions.close();
        ssm.close();
        emr.close();
        proxy.close();
    }
}
