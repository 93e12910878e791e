package io.github.emrlaunch.local.handlers;

import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.crac.Resource;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Returns its environment before and after its snapshot, and the hooks that ran. The variable HOOK names the hook that fails. */
public final class SnapshotHandler implements RequestHandler<Map<String, Object>, Map<String, Object>>, Resource {
    private final List<String> hooks = new ArrayList<>();
    private final String before;

    public SnapshotHandler() throws IOException {
        before = credentials();
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(com.amazonaws.services.lambda.crac.Context<? extends Resource> context) {
        run("beforeCheckpoint");
    }

    @Override
    public void afterRestore(com.amazonaws.services.lambda.crac.Context<? extends Resource> context) {
        run("afterRestore");
    }

    private void run(String hook) {
        hooks.add(hook);
        if (hook.equals(System.getenv("HOOK"))) {
            throw new IllegalStateException("no " + hook);
        }
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
        try {
            Map<String, Object> output = new TreeMap<>();
            output.put("hooks", hooks);
            output.put("before", before);
            output.put("after", credentials());
            output.put("hasKeyVariable", System.getenv("AWS_ACCESS_KEY_ID") != null);
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String credentials() throws IOException {
        String endpoint = System.getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        if (endpoint == null) {
            return "none";
        }
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(endpoint).toURL().openConnection();
        connection.setRequestProperty("Authorization", System.getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
