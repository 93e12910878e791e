package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.states.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/** A task state that creates an application, created by {@link ServerlessTasks#createApplication}. */
public final class CreateApplicationTask extends ServiceTask {
    private static final String RULE = "StepFunctionsGetEventsForEMRServerlessApplicationRule";

    private final ApplicationFacts facts;

    private CreateApplicationTask(
            Construct scope, String id, TaskCall call, TaskStateBaseProps props, ApplicationFacts facts) {
        super(scope, id, call, props);
        this.facts = facts;
    }

    static CreateApplicationTask of(Construct scope, String id, ObjectNode request, ApplicationFacts facts) {
        JobReferences references = new JobReferences(Reference.STATE_INPUT);
        ObjectNode arguments = references
                .members(request)
                .put(
                        "Name",
                        references.text("applicationName", request.path("Name").asText()));
        arguments.put("ClientToken", ClientToken.of(arguments));
        Map<String, Object> selector = new LinkedHashMap<>();
        selector.put("ApplicationId.$", "$.ApplicationId");
        return new CreateApplicationTask(
                scope,
                id,
                new TaskCall("emr-serverless:createApplication.sync", arguments, statements(request)),
                TaskStateBaseProps.builder()
                        .resultSelector(selector)
                        .resultPath(TaskApplication.CREATED)
                        .build(),
                facts);
    }

    /**
     * Returns the application for the tasks after this one. Its id is at {@code $.ServerlessApplication.ApplicationId}. The roles of jobs
     * may write
     * its logs. Tasks have permissions for any application of the account and region, because the id is not known at synthesis.
     */
    public TaskApplication getApplication() {
        return TaskApplication.created(facts);
    }

    private static List<Map<String, Object>> statements(ObjectNode request) {
        List<String> ofApplications =
                new ArrayList<>(List.of("emr-serverless:GetApplication", "emr-serverless:DeleteApplication"));
        if (request.has("Tags")) {
            ofApplications.add("emr-serverless:TagResource");
        }
        List<Map<String, Object>> statements = new ArrayList<>(List.of(
                Policies.allow(List.of("emr-serverless:CreateApplication"), Arns.regional("emr-serverless", "/*")),
                // An execution that is stopped meanwhile deletes the application.
                Policies.allow(ofApplications, TaskApplication.ANY),
                serviceLinkedRole(),
                TaskCall.allowManagedRule(RULE)));
        if (request.has("NetworkConfiguration")) {
            statements.add(networkInterfaces());
        }
        return statements;
    }

    /**
     * The principal that creates an application in a VPC needs the permissions for EMR Serverless' calls on its behalf, see <a
     * href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/security-iam-user-access-policies.html">User access
     * policies</a>.
     */
    private static Map<String, Object> networkInterfaces() {
        Map<String, Object> statement = Policies.allow(
                List.of("ec2:CreateNetworkInterface"),
                Arns.regional("ec2", "network-interface/*"),
                Arns.regional("ec2", "subnet/*"),
                Arns.regional("ec2", "security-group/*"));
        statement.put(
                "Condition", Map.of("StringEquals", Map.of("aws:CalledViaLast", "ops.emr-serverless.amazonaws.com")));
        return statement;
    }

    /** EMR Serverless creates this role with the first application of an account. */
    private static Map<String, Object> serviceLinkedRole() {
        return Policies.allowIfLike(
                List.of("iam:CreateServiceLinkedRole"),
                Arns.global(
                        "iam",
                        "role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless*"),
                "iam:AWSServiceName",
                "ops.emr-serverless.amazonaws.com");
    }
}
