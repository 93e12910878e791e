package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.lambdas.aws.Connections;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A CloudFormation custom resource that prepares a change of an EMR Serverless application: before CloudFormation
 * updates or deletes the application, it is stopped. It has two properties: {@value #WHEN}, the type of request that
 * stops it, {@code Update} or {@code Delete}, and {@value #PARAMETER}, the parameter in Parameter Store with its id.
 *
 * <p>It never fails a deployment. If it cannot stop the application, EMR Serverless refuses the change with a reason. In a
 * rollback, an application that was not changed does not have to be stopped.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html">Custom resource request and
 *     response</a>
 */
public final class StopApplicationHandler extends JsonHandler {
    static final String WHEN = "StopBefore";
    static final String PARAMETER = "Parameter";

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final UnaryOperator<String> parameters;
    private final ApplicationStopper stopper;
    private final Predicate<URI> addresses;

    /** Called by Lambda. */
    public StopApplicationHandler() {
        this(AwsClient.ofEnvironment());
    }

    private StopApplicationHandler(AwsClient aws) {
        this(
                reading(aws),
                new ApplicationStopper(aws, () -> AwsClient.Pause.SLEEPING.accept(PAUSE)),
                ResponseAddresses.of(System.getenv()));
    }

    /**
     * Creates a handler.
     *
     * @param parameters returns the value of a parameter by its name
     * @param addresses the URLs at which CloudFormation waits for responses
     */
    StopApplicationHandler(UnaryOperator<String> parameters, ApplicationStopper stopper, Predicate<URI> addresses) {
        this.addresses = addresses;
        this.parameters = parameters;
        this.stopper = stopper;
    }

    private static UnaryOperator<String> reading(AwsClient aws) {
        return name -> aws.call(CalledService.SSM, "GetParameter", Json.object().put("Name", name))
                .path("Parameter")
                .path("Value")
                .asText();
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn) {
        JsonNode properties = payload.path("ResourceProperties");
        String type = payload.path("RequestType").asText();
        URI address = address(payload.path("ResponseURL").asText());
        line.put("RequestType", type).put("Stack", payload.path("StackId").asText());
        if (type.equals(properties.path(WHEN).asText())) {
            stop(properties.path(PARAMETER).asText(), line);
        }
        answer(payload, address);
        return Json.object();
    }

    /** The URL is signed, so no error quotes it. */
    private URI address(String text) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            address = URI.create("");
        }
        if (!addresses.test(address)) {
            throw new InvalidRequestException(
                    "'ResponseURL' must be a URL of CloudFormation, which is the only caller of this function: its host must be that of a bucket"
                            + " cloudformation-custom-resource-response-REGION");
        }
        return address;
    }

    private void stop(String parameter, ObjectNode line) {
        try {
            String application = parameters.apply(parameter);
            line.put("Application", application);
            line.put("State", stopper.stop(application));
        } catch (AwsCallFailedException e) {
            line.put("NotStopped", e.code());
        }
    }

    private static void answer(JsonNode request, URI address) {
        String logicalId = request.path("LogicalResourceId").asText();
        ObjectNode response = Json.object()
                .put("Status", "SUCCESS")
                .put("PhysicalResourceId", request.path("PhysicalResourceId").asText(logicalId));
        for (String member : new String[] {"StackId", "RequestId", "LogicalResourceId"}) {
            response.set(member, request.path(member));
        }
        try {
            put(address, Json.write(response));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot send the response to CloudFormation", e);
        }
    }

    private static void put(URI uri, String json) throws IOException {
        HttpURLConnection connection = Connections.open(uri);
        connection.setRequestMethod("PUT");
        connection.setInstanceFollowRedirects(false);
        connection.setDoOutput(true);
        // The URL is signed for a request without a content type.
        connection.setRequestProperty("Content-Type", "");
        try (OutputStream body = connection.getOutputStream()) {
            body.write(json.getBytes(StandardCharsets.UTF_8));
        }
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("Answered with status " + connection.getResponseCode());
        }
    }
}
