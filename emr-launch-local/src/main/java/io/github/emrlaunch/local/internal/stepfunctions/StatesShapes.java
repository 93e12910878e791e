package io.github.emrlaunch.local.internal.stepfunctions;

import static io.github.emrlaunch.local.internal.aws.InputShape.flag;
import static io.github.emrlaunch.local.internal.aws.InputShape.list;
import static io.github.emrlaunch.local.internal.aws.InputShape.number;
import static io.github.emrlaunch.local.internal.aws.InputShape.secretText;
import static io.github.emrlaunch.local.internal.aws.InputShape.structure;
import static io.github.emrlaunch.local.internal.aws.InputShape.text;

import io.github.emrlaunch.local.internal.aws.InputShape;

/** The request shapes of Step Functions, from its model. */
final class StatesShapes {
    static final InputShape NAME = text(1, 80);

    private static final InputShape ARN = text(1, 256);
    /** The minimum is not that of the model, because a diagnostic reports an empty definition. */
    private static final InputShape DEFINITION = secretText(0, 1_048_576);

    private static final InputShape TYPE = text().oneOf("STANDARD", "EXPRESS");
    private static final InputShape INCLUDED_DATA = text().oneOf("METADATA_ONLY", "ALL_DATA");
    private static final InputShape LOGGING = structure()
            .optional("level", text().oneOf("ALL", "ERROR", "FATAL", "OFF"))
            .optional("includeExecutionData", flag())
            .optional(
                    "destinations",
                    list(structure()
                            .optional("cloudWatchLogsLogGroup", structure().optional("logGroupArn", ARN))));
    private static final InputShape SETTINGS = structure()
            .optional("loggingConfiguration", LOGGING)
            .optional("tracingConfiguration", structure().optional("enabled", flag()))
            .optional(
                    "encryptionConfiguration",
                    structure().required("type", text().oneOf("AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY")))
            .optional("publish", flag())
            .optional("versionDescription", secretText(0, 256));
    private static final InputShape PAGE =
            structure().optional("maxResults", number(0, 1000)).optional("nextToken", text(1, 3096));

    static final InputShape CREATE = SETTINGS.required("name", NAME)
            .required("definition", DEFINITION)
            .required("roleArn", ARN)
            .optional("type", TYPE);
    static final InputShape MACHINE = structure().required("stateMachineArn", ARN);
    static final InputShape UPDATE = SETTINGS.required("stateMachineArn", ARN)
            .optional("definition", DEFINITION)
            .optional("roleArn", ARN);
    static final InputShape DESCRIBE = MACHINE.optional("includedData", INCLUDED_DATA);
    static final InputShape LIST = PAGE;
    static final InputShape VALIDATE = structure()
            .required("definition", DEFINITION)
            .optional("type", TYPE)
            .optional("severity", text().oneOf("ERROR", "WARNING"))
            .optional("maxResults", number(0, 100));

    static final InputShape START = MACHINE.optional("name", NAME)
            .optional("input", secretText(0, 262_144))
            .optional("traceHeader", text(0, 256));
    static final InputShape START_SYNC = START.optional("includedData", INCLUDED_DATA);
    static final InputShape LIST_EXECUTIONS = PAGE.optional("stateMachineArn", ARN)
            .optional(
                    "statusFilter",
                    text().oneOf("SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"))
            .optional("mapRunArn", text(1, 2000))
            .optional("redriveFilter", text().oneOf("REDRIVEN", "NOT_REDRIVEN"));
    static final InputShape EXECUTION = structure().required("executionArn", ARN);
    static final InputShape DESCRIBE_EXECUTION = EXECUTION.optional("includedData", INCLUDED_DATA);
    static final InputShape STOP =
            EXECUTION.optional("error", secretText(0, 256)).optional("cause", secretText(0, 32_768));
    static final InputShape REDRIVE =
            EXECUTION.optional("clientToken", text(1, 64).matching("[!-~]+"));
    static final InputShape HISTORY = PAGE.required("executionArn", ARN)
            .optional("nextToken", text(1, 1024))
            .optional("reverseOrder", flag())
            .optional("includeExecutionData", flag());

    private StatesShapes() {}
}
