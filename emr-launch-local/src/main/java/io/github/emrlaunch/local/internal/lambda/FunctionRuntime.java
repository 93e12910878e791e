package io.github.emrlaunch.local.internal.lambda;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Runs the functions of one language. The rest, such as the Runtime API and the timeout, is the same for all languages. */
interface FunctionRuntime {
    /** A function with prepared code. */
    interface PreparedFunction {
        /**
         * Returns the process that runs the function.
         *
         * @param authority the host and port of its Runtime API
         */
        FunctionProcess process(String authority);
    }

    /** Returns the reason why a function cannot run on this machine; null when it can. */
    @Nullable String refusal(LambdaFunction function);

    /** Returns the differences from Lambda for a function; empty when there are none. */
    default String note(LambdaFunction function) {
        return "";
    }

    /**
     * Prepares the code of a function that can run.
     *
     * @param layers the folder of its layers, {@code /opt} on Lambda; it does not exist for a function without layers
     * @param directory a folder for extracted or copied files
     */
    PreparedFunction prepare(LambdaFunction function, Path layers, Path directory) throws IOException;
}
