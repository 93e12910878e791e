package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;

/**
 * The call that starts a job run, and the permissions of a state machine for it.
 *
 * @param role the role of the job
 * @param job the job, whose type is that of the application
 * @param settings the settings of the run
 */
record JobRunCall(IRole role, ServerlessJob job, JobRunSettings settings) {
    static final String RULE = "StepFunctionsGetEventsForEMRServerlessJobRule";

    /**
     * Returns the arguments of a state, without application and client token.
     *
     * @param name the default name of runs
     */
    ObjectNode arguments(String name, JobReferences references) {
        ObjectNode members = settings.members();
        ObjectNode arguments = Json.object()
                .put("ExecutionRoleArn", role.getRoleArn())
                .put("Name", references.text("name", members.path("Name").asText(name)));
        arguments.setAll(references.members(members.without("Name")));
        arguments.set("JobDriver", job.driver(references));
        ObjectNode overrides = Json.object();
        ArrayNode configurations = configurations(references);
        if (!configurations.isEmpty()) {
            overrides.set("ApplicationConfiguration", configurations);
        }
        overrides.setAll(references.members(settings.overrides()));
        return overrides.isEmpty() ? arguments : arguments.set("ConfigurationOverrides", overrides);
    }

    /** Returns the configurations, including settings of the job that cannot be on the command line. */
    private ArrayNode configurations(JobReferences references) {
        String classification = job.settings().classification();
        ArrayNode array = (ArrayNode) references.request("configurations", json(settings.configurations()));
        Map<String, String> properties = job.settings().properties(references);
        if (!properties.isEmpty()) {
            StreamSupport.stream(array.spliterator(), false)
                    .filter(one -> one.path("Classification").asText().equals(classification))
                    .map(ObjectNode.class::cast)
                    .findFirst()
                    .orElseGet(() -> array.addObject().put("Classification", classification))
                    .withObject("/Properties")
                    .setAll((ObjectNode) Json.of(properties));
        }
        return array;
    }

    /** Returns configurations in the form of requests. */
    static ArrayNode json(List<EmrConfiguration> configurations) {
        ArrayNode array = Json.object().arrayNode();
        for (EmrConfiguration configuration : configurations) {
            ObjectNode json = array.addObject().put("Classification", configuration.classification());
            configuration.properties().forEach(json.putObject("Properties")::put);
            if (!configuration.configurations().isEmpty()) {
                json.set("Configurations", json(configuration.configurations()));
            }
        }
        return array;
    }

    /**
     * Returns the statements of a policy: the applications to run on, and one role to pass.
     *
     * @param applicationArn the ARN of an application, or a pattern
     * @param application its known settings, or null
     * @param waits whether the state waits for the job
     */
    List<Map<String, Object>> statements(String applicationArn, @Nullable ApplicationFacts application, boolean waits) {
        Set<Map<String, Object>> statements = new LinkedHashSet<>();
        statements.add(Policies.allow(List.of("emr-serverless:StartJobRun"), applicationArn));
        List<String> ofRuns = new ArrayList<>();
        if (waits) {
            ofRuns.addAll(List.of("emr-serverless:CancelJobRun", "emr-serverless:GetJobRun"));
        }
        if (settings.hasTags()) {
            ofRuns.add("emr-serverless:TagResource");
        }
        if (!ofRuns.isEmpty()) {
            statements.add(Policies.allow(ofRuns, applicationArn + "/jobruns/*"));
        }
        statements.add(Policies.passRole(role.getRoleArn(), ServerlessJobRole.SERVICE));
        if (waits) {
            statements.add(TaskCall.allowManagedRule(RULE));
        }
        statements.addAll(settings.statementsOfCaller());
        if (application != null) {
            statements.addAll(application.monitoring().statementsOfCaller());
        }
        return List.copyOf(statements);
    }

    /** Returns the prefix of the ARNs of a job function's executions, in the account and region of the stack. */
    static String executions(IServerlessJobFunction jobFunction) {
        return Arns.regional(
                "states",
                "execution:%s:"
                        .formatted(ServerlessJobFunctionDefinition.stateMachineName(
                                jobFunction.getDefinition().definitionName())));
    }
}
