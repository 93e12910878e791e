package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The permissions that the operations of EMR Serverless require, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonemrserverless.html">actions of EMR
 * Serverless</a>.
 */
final class ServerlessPermissions {
    private static final String SERVICE = "emr-serverless";

    private final Account account;

    ServerlessPermissions(Account account) {
        this.account = account;
    }

    /** Returns the ARN of an application or of a resource of it. Its path starts with a slash. */
    String arn(String path) {
        return account.arn(SERVICE, "/applications/" + path);
    }

    /** Returns the permission for an operation on all applications. */
    Function<ObjectNode, List<RequiredPermission>> anywhere(String operation) {
        return input -> List.of(RequiredPermission.of(SERVICE + ":" + operation, account.arn(SERVICE, "/*")));
    }

    /** Returns the permission for an operation on one application. */
    Function<ObjectNode, List<RequiredPermission>> application(String operation) {
        return input ->
                List.of(RequiredPermission.of(SERVICE + ":" + operation, arn(Inputs.required(input, "applicationId"))));
    }

    /** Returns the permission for an operation on one job run. */
    Function<ObjectNode, List<RequiredPermission>> jobRun(String operation) {
        return input -> List.of(RequiredPermission.of(
                SERVICE + ":" + operation,
                arn(Inputs.required(input, "applicationId") + "/jobruns/" + Inputs.required(input, "jobRunId"))));
    }

    /** Returns the permissions for the creation of an application. Tags need the permission to tag. */
    List<RequiredPermission> createApplication(ObjectNode input) {
        List<RequiredPermission> required = new ArrayList<>();
        required.add(RequiredPermission.of(SERVICE + ":CreateApplication", account.arn(SERVICE, "/*")));
        if (!input.path("tags").isEmpty()) {
            required.add(RequiredPermission.of(SERVICE + ":TagResource", arn("*")));
        }
        return required;
    }

    /**
     * Returns the permissions to start a job run. The caller passes the job its role, and must be allowed to use the keys of the job's
     * logs, see <a
     * href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-log-encryption.html">Encrypting logs</a>.
     */
    List<RequiredPermission> startJobRun(ObjectNode input) {
        String application = arn(Inputs.required(input, "applicationId"));
        List<RequiredPermission> required = new ArrayList<>();
        required.add(RequiredPermission.of(SERVICE + ":StartJobRun", application));
        required.add(RequiredPermission.passRole(
                Inputs.required(input, "executionRoleArn"), "emr-serverless.amazonaws.com"));
        if (!input.path("tags").isEmpty()) {
            required.add(RequiredPermission.of(SERVICE + ":TagResource", application + "/jobruns/*"));
        }
        for (String key : input.path("configurationOverrides")
                .path("monitoringConfiguration")
                .findValuesAsText("encryptionKeyArn")) {
            required.add(RequiredPermission.of("kms:GenerateDataKey", key));
            required.add(RequiredPermission.of("kms:Decrypt", key));
        }
        return required;
    }
}
