package io.github.emrlaunch.lambdas;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * What Lambda's runtime for Java does with an exception of a handler: it writes it as JSON, by classes of its own. They are loaded as
 * the published runtime interface client does it; a runtime that has others loads them when it needs them.
 *
 * @see <a href="https://github.com/aws/aws-lambda-java-libs/tree/main/aws-lambda-java-runtime-interface-client">The runtime
 *     interface client</a>
 */
final class RuntimeErrors {
    private static final String PACKAGE = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.";

    private RuntimeErrors() {}

    /** Writes an exception as the runtime would, to nowhere. */
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
