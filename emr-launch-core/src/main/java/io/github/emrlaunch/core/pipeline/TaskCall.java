package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What a task calls, and what its state machine must be allowed to for that.
 *
 * @param integration such as {@code elasticmapreduce:addStep.sync}
 * @param parameters of the call
 * @param statements of the state machine's policy
 */
record TaskCall(String integration, ObjectNode parameters, List<Map<String, Object>> statements) {}
