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
 * The function of a launch function: carries out the {@link LaunchStage} that a payload names, with the members that {@link
 * LaunchRequest} lists. No stage trusts the payload: of it the function takes the execution's ARN and the nonce, and works on what
 * Step Functions recorded as sent by that execution. Only DESCRIBE, which is invoked at every poll, takes the payload as it is; it
 * tells of a cluster that carries the execution's tag its status and what differs from the payload.
 *
 * <p>Fails with
 *
 * <ul>
 *   <li>{@link io.github.emrlaunch.definitions.EmrProfileNotFoundException},
 *       {@link io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException},
 *       {@link io.github.emrlaunch.definitions.InvalidDefinitionException}, {@link LaunchFunctionOutdatedException}: what Parameter
 *       Store holds;
 *   <li>{@link io.github.emrlaunch.definitions.InvalidLaunchInputException},
 *       {@link io.github.emrlaunch.definitions.InvalidOverrideException}: what the execution asks for, or the user's function made
 *       of it;
 *   <li>{@link ClusterAlreadyRunningException}, {@link ClusterRefusedException}: what EMR has and says;
 *   <li>{@link SecretNotFoundException}, {@link InvalidSecretException}: what Secrets Manager holds;
 *   <li>{@link AwsUnavailableException}: worth another try;
 *   <li>{@link io.github.emrlaunch.lambdas.aws.AwsCallFailedException}: what AWS refuses else, such as a missing permission;
 *   <li>{@link NotRecordedException}: invoked by somebody else than the state machine.
 * </ul>
 *
 * <p>No secret is in an answer, the log or an error. Where launches have secrets, errors have AWS's codes without its messages.
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

    /** The client is a new one: what the rehearsal used is gone. */
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
            // LOAD and CHECK neither send secrets nor get any.
            boolean hasSecrets = stage != LaunchStage.LOAD && stage != LaunchStage.CHECK;
            throw messages.told(e, text -> !hasSecrets || secrets.areKnownNotIn(text), line);
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
            throw new NotRecordedException("'%s' must be given".formatted(member));
        }
        return value.textValue();
    }
}
