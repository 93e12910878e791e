package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.util.Arrays;

/**
 * The function of a launch function: runs the {@link LaunchStage} of a payload, whose members are listed in {@link
 * LaunchRequest}. No stage trusts the payload: the function only uses the execution's ARN and the nonce, and works on the payload that
 * Step Functions recorded for that execution. Only DESCRIBE, which is invoked at every poll, uses the payload itself. It
 * returns the status of a cluster with the execution's tag, and its differences from the payload.
 *
 * <p>Fails with
 *
 * <ul>
 *   <li>{@link io.github.emrlaunch.definitions.EmrProfileNotFoundException},
 *       {@link io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException},
 *       {@link io.github.emrlaunch.definitions.InvalidDefinitionException}, {@link LaunchFunctionOutdatedException}: the definitions in
 *       Parameter Store are missing, invalid or changed;
 *   <li>{@link io.github.emrlaunch.definitions.InvalidLaunchInputException},
 *       {@link io.github.emrlaunch.definitions.InvalidOverrideException}: the input of the execution, or the result of the user's function,
 *       is invalid;
 *   <li>{@link ClusterAlreadyRunningException}, {@link ClusterRefusedException}: EMR has such a cluster, or refuses the request;
 *   <li>{@link SecretNotFoundException}, {@link InvalidSecretException}: a secret is missing or invalid;
 *   <li>{@link AwsUnavailableException}: a retry may succeed;
 *   <li>{@link io.github.emrlaunch.lambdas.aws.AwsCallFailedException}: AWS refuses another call, for example because of a missing
 * permission;
 *   <li>{@link NotRecordedException}: the state machine did not invoke the function.
 * </ul>
 *
 * <p>Results, logs and errors contain no secrets. If launches have secrets, errors have AWS's codes without its messages.
 */
public final class LaunchHandler extends JsonHandler {
    /** The environment variable with the name of the state machine. */
    public static final String STATE_MACHINE_VARIABLE = "EMR_LAUNCH_STATE_MACHINE";

    private final AwsClient aws;
    private final AwsMessages messages;
    private final ExecutionHistory history;
    private final ClusterRequestLoader loader;
    private final ClusterStarter starter;
    private final ClusterDescriber describer;
    private final ClusterTerminator terminator;

    /** Called by Lambda. */
    public LaunchHandler() {
        this(primed(), AwsClient.Pause.SLEEPING, System.getenv(STATE_MACHINE_VARIABLE), AwsMessages.ofEnvironment());
    }

    LaunchHandler(AwsClient aws, AwsClient.Pause pause, String stateMachine, AwsMessages messages) {
        EmrClusters clusters = new EmrClusters(aws, true);
        this.aws = aws;
        this.messages = messages;
        this.history = new ExecutionHistory(aws, pause, stateMachine);
        this.loader = new ClusterRequestLoader(new DefinitionReader(aws), clusters);
        this.starter = new ClusterStarter(aws, clusters, messages);
        this.describer = new ClusterDescriber(clusters, messages);
        this.terminator = new ClusterTerminator(clusters);
    }

    /** Returns a new client: that of the rehearsal is discarded. */
    private static AwsClient primed() {
        if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            LaunchRehearsal.run();
        }
        return AwsClient.ofEnvironment();
    }

    @Override
    ObjectNode handle(JsonNode invoked, ObjectNode line, String functionArn) {
        LaunchStage stage = stage(invoked.path(LaunchRequest.STAGE));
        String execution = text(invoked, LaunchRequest.EXECUTION);
        line.put(LaunchRequest.STAGE, stage.name()).put(LaunchRequest.EXECUTION, execution);
        SecretValues secrets = new SecretValues(aws);
        try {
            return carryOut(stage, execution, invoked, secrets, line, functionArn);
        } catch (AwsCallFailedException e) {
            // LOAD and CHECK neither send nor receive secrets.
            boolean hasSecrets = stage != LaunchStage.LOAD && stage != LaunchStage.CHECK;
            throw messages.reported(e, text -> !hasSecrets || secrets.areKnownNotIn(text), line);
        }
    }

    private ObjectNode carryOut(
            LaunchStage stage,
            String execution,
            JsonNode invoked,
            SecretValues secrets,
            ObjectNode line,
            String functionArn) {
        if (stage == LaunchStage.DESCRIBE) {
            return describer.describe(execution, invoked, line);
        }
        String nonce = text(invoked, LaunchRequest.NONCE);
        ObjectNode payload = history.payloadOfTask(execution, stage, nonce, functionArn);
        return switch (stage) {
            case LOAD -> cluster(loader.load(execution, payload));
            case CHECK -> cluster(loader.check(execution, payload));
            case START -> starter.start(execution, payload, secrets, line);
            case TERMINATE -> terminator.terminate(execution, payload, line);
            case DESCRIBE -> throw new IllegalStateException();
        };
    }

    private static ObjectNode cluster(ObjectNode request) {
        return Json.object().set(LaunchRequest.CLUSTER, request);
    }

    private static LaunchStage stage(JsonNode name) {
        return Arrays.stream(LaunchStage.values())
                .filter(stage -> stage.name().equals(name.textValue()))
                .findFirst()
                .orElseThrow(() -> new NotRecordedException("'%s' must be one of %s"
                        .formatted(LaunchRequest.STAGE, Arrays.toString(LaunchStage.values()))));
    }

    private static String text(JsonNode payload, String member) {
        JsonNode value = payload.path(member);
        if (!value.isTextual()) {
            throw new NotRecordedException("'%s' is missing".formatted(member));
        }
        return value.textValue();
    }
}
