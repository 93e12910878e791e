package io.github.emrlaunch.local.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import io.github.emrlaunch.states.TaskRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An optimized integration as an entry of a table: its fields and its action.
 *
 * @param required the required fields
 * @param optional the optional fields
 * @param check the further checks of parameters with valid fields; names may end with {@code .$}
 * @param managedRule the managed rule of Step Functions to detect the end of the job; null for a task that does not wait
 */
public record OptimizedTask(
        List<String> required,
        List<String> optional,
        Function<JsonNode, Optional<String>> check,
        @Nullable String managedRule,
        Work work)
        implements TaskIntegration {
    public OptimizedTask {
        required = List.copyOf(required);
        optional = List.copyOf(optional);
    }

    /** The action of a task. */
    @FunctionalInterface
    public interface Work {
        JsonNode run(CallContext context, ObjectNode parameters, TaskAttempt attempt)
                throws StatesError, InterruptedException;
    }

    /** Creates a task that waits only for the response. */
    public static OptimizedTask of(List<String> required, List<String> optional, Work work) {
        return new OptimizedTask(required, optional, parameters -> Optional.empty(), null, work);
    }

    /** Returns a copy with further checks. */
    public OptimizedTask checking(Function<JsonNode, Optional<String>> further) {
        return new OptimizedTask(required, optional, further, managedRule, work);
    }

    /** Returns a copy that waits for its job. */
    public OptimizedTask waiting(String rule, Work all) {
        return new OptimizedTask(required, optional, check, rule, all);
    }

    /** Returns a response with the SDK metadata. */
    public static JsonNode answered(CallContext context, JsonNode output) {
        ObjectNode result = output.deepCopy();
        result.putObject("SdkHttpMetadata").put("HttpStatusCode", 200);
        result.putObject("SdkResponseMetadata").put("RequestId", context.requestId());
        return result;
    }

    @Override
    public Optional<String> problem(JsonNode parameters) {
        for (String field : required) {
            if (!TaskIntegration.given(parameters, field)) {
                return Optional.of(TaskIntegration.missing(field));
            }
        }
        for (Map.Entry<String, JsonNode> property : parameters.properties()) {
            String field = property.getKey().replaceFirst("\\.\\$$", "");
            if (!required.contains(field) && !optional.contains(field)) {
                return Optional.of(TaskIntegration.notSupported(field));
            }
        }
        return check.apply(parameters);
    }

    @Override
    public Optional<String> rule() {
        return Optional.ofNullable(managedRule);
    }

    @Override
    public JsonNode run(CallContext context, TaskRequest request) throws StatesError, InterruptedException {
        Optional<String> problem = problem(request.parameters());
        if (problem.isPresent()) {
            throw TaskIntegration.unusable(request.parameters(), problem.get());
        }
        return work.run(context, (ObjectNode) ServiceCalls.withoutNulls(request.parameters()), request.attempt());
    }
}
