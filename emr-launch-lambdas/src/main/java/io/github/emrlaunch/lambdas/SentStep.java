package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A step in the form in which a state machine sent it to EMR, for searching EMR's list of steps: EMR has no other identification of
 * a step.
 *
 * @param step the member {@code Step} of the task, with {@code null} for each argument whose value is no longer known
 */
record SentStep(JsonNode step) {
    String name() {
        return step.path("Name").asText();
    }

    /** Returns whether a step in the form of ListSteps has this name, this jar and these arguments. */
    boolean isLike(JsonNode listed) {
        JsonNode sent = step.path("HadoopJarStep");
        JsonNode config = listed.path("Config");
        return name().equals(listed.path("Name").asText())
                && sent.path("Jar").asText().equals(config.path("Jar").asText())
                && areArguments(sent.path("Args"), config.path("Args"));
    }

    private static boolean areArguments(JsonNode sent, JsonNode listed) {
        if (!sent.isArray()) {
            return true;
        }
        if (sent.size() != listed.size()) {
            return false;
        }
        for (int i = 0; i < sent.size(); i++) {
            if (!sent.path(i).isNull()
                    && !sent.path(i).asText().equals(listed.path(i).asText())) {
                return false;
            }
        }
        return true;
    }
}
