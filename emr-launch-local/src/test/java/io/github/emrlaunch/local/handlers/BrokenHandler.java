package io.github.emrlaunch.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** A handler whose constructor fails. */
public final class BrokenHandler implements RequestHandler<Map<String, Object>, String> {
    public BrokenHandler() {
        throw new IllegalStateException("no CONFIGURATION variable");
    }

    @Override
    public String handleRequest(Map<String, Object> input, Context context) {
        return "never";
    }
}
