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
 * A custom resource of CloudFormation that makes way for a change of an application of EMR Serverless: before CloudFormation
 * updates or deletes the application, it is stopped. Two properties say what it does: {@value #WHEN}, the type of request that
 * stops it, {@code Update} or {@code Delete}, and {@value #PARAMETER}, the parameter of Parameter Store that holds its id.
 *
 * <p>It never fails a deployment. Where it can't stop the application, EMR Serverless refuses the change itself and says why; and
 * when a deployment is rolled back, what was not changed has nothing to be stopped for.
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
     * A handler with these parts.
     *
     * @param parameters the value of a parameter by its name
     * @param addresses where CloudFormation waits for answers
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

    /** It is signed, so no error quotes it. */
    private URI address(String text) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            address = URI.create("");
        }
        if (!addresses.test(address)) {
            throw new InvalidRequestException(
                    "'ResponseURL' is no address of CloudFormation, which alone asks this function: its host must be that of a bucket"
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
            throw new UncheckedIOException("CloudFormation can't be answered", e);
        }
    }

    private static void put(URI uri, String json) throws IOException {
        HttpURLConnection connection = Connections.open(uri);
        connection.setRequestMethod("PUT");
        connection.setInstanceFollowRedirects(false);
        connection.setDoOutput(true);
        // The address is signed for a request without a type.
        connection.setRequestProperty("Content-Type", "");
        try (OutputStream body = connection.getOutputStream()) {
            body.write(json.getBytes(StandardCharsets.UTF_8));
        }
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("Answered with status " + connection.getResponseCode());
        }
    }
}
