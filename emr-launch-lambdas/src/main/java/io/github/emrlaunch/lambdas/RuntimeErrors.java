package io.github.emrlaunch.lambdas;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Rehearses how Lambda's runtime for Java reports an exception of a handler: it writes JSON with its own classes. They are loaded as
 * in the published runtime interface client. A runtime with other classes loads them when they are needed.
 *
 * @see <a href="https://github.com/aws/aws-lambda-java-libs/tree/main/aws-lambda-java-runtime-interface-client">The runtime
 *     interface client</a>
 */
final class RuntimeErrors {
    private static final String PACKAGE = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.";

    private RuntimeErrors() {}

    /** Writes an exception as the runtime would, without output. */
    static void rehearse(Exception failure) {
        try {
            write(convert("converters.LambdaErrorConverter", failure));
            write(convert("converters.XRayErrorCauseConverter", failure));
        } catch (ReflectiveOperationException | LinkageError e) {
            // Another runtime.
        }
    }

    private static Object convert(String converter, Exception failure) throws ReflectiveOperationException {
        return invoke(Class.forName(PACKAGE + converter).getMethod("fromThrowable", Throwable.class), failure);
    }

    private static void write(Object error) throws ReflectiveOperationException {
        invoke(Class.forName(PACKAGE + "DtoSerializers").getMethod("serialize", error.getClass()), error);
    }

    private static Object invoke(Method method, Object argument)
            throws IllegalAccessException, InvocationTargetException {
        return method.invoke(null, argument);
    }
}
