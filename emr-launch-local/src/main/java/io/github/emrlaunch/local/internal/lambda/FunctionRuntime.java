package io.github.emrlaunch.local.internal.lambda;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Runs the functions of one language. Everything else, such as the Runtime API and the time-out, is the same for all. */
interface FunctionRuntime {
    /** A function whose code is ready to run. */
    interface PreparedFunction {
        /**
         * The process that runs the function.
         *
         * @param authority host and port of its Runtime API
         */
        FunctionProcess process(String authority);
    }

    /** Why a function cannot run on this machine, null when it can. */
    @Nullable String refusal(LambdaFunction function);

    /** How a function runs otherwise than on Lambda; empty when there is nothing to tell. */
    default String note(LambdaFunction function) {
        return "";
    }

    /**
     * Prepares the code of a function that can run.
     *
     * @param layers the folder of its layers, what {@code /opt} is on Lambda; not there for a function without layers
     * @param directory a folder for what has to be unpacked or copied
     */
    PreparedFunction prepare(LambdaFunction function, Path layers, Path directory) throws IOException;
}
