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
 * An optimized task as a row of a table: the fields that it takes and what it does with them.
 *
 * @param required fields that must be given
 * @param optional fields that may be given
 * @param check what else is wrong with parameters whose fields are those; the names may end with {@code .$}
 * @param managedRule the rule that Step Functions makes to learn of the job's end; null for a task that doesn't wait
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

    /** What a task does. */
    @FunctionalInterface
    public interface Work {
        JsonNode run(CallContext context, ObjectNode parameters, TaskAttempt attempt)
                throws StatesError, InterruptedException;
    }

    /** A task that doesn't wait for more than an answer. */
    public static OptimizedTask of(List<String> required, List<String> optional, Work work) {
        return new OptimizedTask(required, optional, parameters -> Optional.empty(), null, work);
    }

    /** The same with further checks. */
    public OptimizedTask checking(Function<JsonNode, Optional<String>> further) {
        return new OptimizedTask(required, optional, further, managedRule, work);
    }

    /** The same task, which then waits for its job. */
    public OptimizedTask waiting(String rule, Work all) {
        return new OptimizedTask(required, optional, check, rule, all);
    }

    /** An answer with what the SDK knows of the response. */
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
