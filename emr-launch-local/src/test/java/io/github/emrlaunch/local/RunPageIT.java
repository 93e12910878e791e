package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of a run in a browser. To create the pictures of docs/run-page.md again: {@code mvn verify -Dgolden=write}.
 */
@Timeout(300)
class RunPageIT {
    private static final String INPUT = "{\"Name\": \"nightly\", \"Note\": \"2026-01-01\"}";
    private static final Path PICTURES = Path.of("../docs/images");

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    private final LocalAws aws = LocalAws.start();
    private Runs runs;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start(@TempDir Path profile) throws IOException {
        assumeThat(Chromium.isInstalled()).as("chromium is installed").isTrue();
        browser = Chromium.start(profile);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void deploy() {
        runs = new Runs(aws, new Assembly(directory.resolve("cdk.out")));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private Chromium.Tab open(String page) throws IOException {
        return browser.open(
                Files.writeString(directory.resolve("index.html"), page).toUri());
    }

    /** Runs an execution with a failed step and a caught error. */
    private String failedPipeline() throws InterruptedException {
        aws.emr().failStep("Report", "The table sales does not exist");
        return runs.page(Runs.PIPELINE, INPUT);
    }

    private static List<String> texts(Chromium.Tab tab, String selector) {
        List<String> texts = new ArrayList<>();
        tab.evaluate("[...document.querySelectorAll('" + selector + "')].map(one => one.textContent)")
                .forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void loadsNoOtherFiles() throws Exception {
        Chromium.Tab tab = open(failedPipeline());

        assertThat(tab.requests()).singleElement().asString().startsWith("file:");
        assertThat(tab.problems()).isEmpty();
        assertThat(tab.text("document.title")).isEqualTo("sales-report-1: failed");
    }

    @Test
    void drawsTheStatesAndThePathThatWasTaken() throws Exception {
        Chromium.Tab tab = open(failedPipeline());

        assertThat(tab.evaluate(
                        "[...document.querySelectorAll('.graph a')].map(one => one.getAttribute('aria-label'))"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        "Launch, succeeded",
                        "Phases, error caught",
                        "Ingest, succeeded",
                        "Look, succeeded",
                        "Report, failed",
                        "Tell, succeeded",
                        "Worked?, succeeded",
                        "Failed, failed",
                        "Done, not reached");
        assertThat(texts(tab, ".graph path.taken title")).contains("$.Failure IsPresent true\ntaken 1×");
        assertThat(texts(tab, ".graph path.edge:not(.taken) title")).contains("else\nnot taken");
    }

    @Test
    void isReadableWithoutScripts() throws Exception {
        Chromium.Tab tab = browser.open(java.net.URI.create("about:blank"));
        tab.withoutScripts();
        tab.go(Files.writeString(directory.resolve("index.html"), failedPipeline())
                .toUri());

        assertThat(tab.text("document.querySelector('.graph').textContent"))
                .contains("The timeline has the same information as text");
        assertThat(tab.text("document.querySelector('.timeline').textContent"))
                .contains("Report", "failed", "+0:08:00");
    }

    /** Colours differ, and each has enough contrast to its background: WCAG 2.2 requires 4.5 to 1. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void hasLightAndDarkColorsWithEnoughContrast(String scheme) throws Exception {
        Chromium.Tab tab = open(failedPipeline());
        tab.prefer(scheme);

        JsonNode contrasts = tab.evaluate("""
            (() => {
              const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const rgb = text => text.match(/\\d+(\\.\\d+)?/g).map(Number).slice(0, 3);
              const background = e => {
                for (; e; e = e.parentElement) {
                  const colour = getComputedStyle(e).backgroundColor;
                  if (!colour.includes('0, 0, 0, 0')) return colour;
                }
                return 'rgb(255, 255, 255)';
              };
              document.querySelectorAll('details').forEach(one => one.open = true);
              return [...document.querySelectorAll('body *:not(script):not(style):not(svg *)')]
                .filter(e => [...e.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
                .filter(e => !e.closest('.skip'))
                .map(e => {
                  const [a, b] = [light(rgb(getComputedStyle(e).color)), light(rgb(background(e)))].sort((x, y) => y - x);
                  return (a + 0.05) / (b + 0.05);
                });
            })()""");
        assertThat(contrasts).hasSizeGreaterThan(50).allSatisfy(contrast -> assertThat(contrast.asDouble())
                .isGreaterThanOrEqualTo(4.5));
        boolean dark =
                tab.text("getComputedStyle(document.body).backgroundColor").equals("rgb(13, 17, 23)");
        assertThat(dark).isEqualTo(scheme.equals("dark"));
    }

    @ParameterizedTest
    @CsvSource({"400, light", "320, dark", "1600, light"})
    void fitsTheWindow(int width, String scheme) throws Exception {
        Chromium.Tab tab = open(failedPipeline());
        tab.prefer(scheme);
        tab.size(width, 800);
        tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");

        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(width);
        assertThat(tab.evaluate("Math.min(...[...document.querySelectorAll('.timeline .when svg')]"
                                + ".map(one => one.getBoundingClientRect().width))")
                        .asInt())
                .isGreaterThan(100);
    }

    @Test
    void canBeNavigatedByKeyboard() throws Exception {
        Chromium.Tab tab = open(failedPipeline());
        String focused = "(document.activeElement.textContent || '').trim() + ' ' + document.activeElement.tagName";
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            tab.press("Tab");
            String element = tab.text(focused);
            if (element.endsWith(" BODY") || (order.size() > 5 && element.startsWith("Skip to the content"))) {
                break;
            }
            order.add(element);
        }

        assertThat(order).hasSizeLessThan(300).startsWith("Skip to the content A", "Summary A", "State machine A");
        assertThat(order).containsSubsequence("Skip the graph A", "Launch A", "Open all BUTTON");
        assertThat(tab.evaluate("[...document.querySelectorAll('[tabindex]')].every(one => one.tabIndex <= 0)")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void timelineLinkOpensDetailsOfState() throws Exception {
        Chromium.Tab tab = open(failedPipeline());
        tab.evaluate("[...document.querySelectorAll('.timeline a')].find(one => one.textContent === 'Report').focus()");
        tab.press("Enter");
        Poll.until(() -> tab.text("document.activeElement.tagName"), "SUMMARY"::equals);

        assertThat(tab.text("document.activeElement.textContent")).startsWith("Report");
        assertThat(tab.evaluate("document.activeElement.parentElement.open").asBoolean())
                .isTrue();
        tab.press("Enter");
        assertThat(tab.evaluate("document.activeElement.parentElement.open").asBoolean())
                .isFalse();
        tab.evaluate("[...document.querySelectorAll('.timeline a')].find(one => one.textContent === 'Report').click()");
        // The same link again.
        Poll.until(() -> tab.text("document.activeElement.parentElement.open"), "true"::equals);
    }

    @Test
    void headingLevelsIdsAndLinksAreValid() throws Exception {
        Chromium.Tab tab = open(failedPipeline());
        List<Integer> levels = new ArrayList<>();
        tab.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.tagName[1]))")
                .forEach(level -> levels.add(level.asInt()));

        assertThat(levels).startsWith(1).filteredOn(level -> level == 1).hasSize(1);
        assertThat(IntStream.range(1, levels.size())).allMatch(i -> levels.get(i) <= levels.get(i - 1) + 1);
        assertThat(tab.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)"))
                .extracting(JsonNode::asText)
                .doesNotHaveDuplicates();
        assertThat(tab.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].filter(one =>"
                        + " !document.getElementById(one.getAttribute('href').slice(1))).map(one => one.outerHTML)"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "\"><svg onload=alert(1)>",
                "' onmouseover='alert(1)",
                "</style></title></pre></details><h1>mine</h1>",
                "<!--<script>",
                "]]>&lt;b&gt;javascript:alert(1)",
                "\u2028\u202etxt.exe"
            })
    void escapesTextOfStateMachineAndInput(String text) throws Exception {
        String json = new TextNode(text).toString();
        String definition = """
            {"Comment": %1$s, "StartAt": "All'\\"<b>", "States": {
              "All'\\"<b>": {"Type": "Parallel", "Comment": %1$s, "Next": "Choose", "ResultPath": null, "Branches": [
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": %1$s, "End": true}}}]},
              "Choose": {"Type": "Choice", "Choices": [
                {"Variable": "$.Note", "StringEquals": %1$s, "Next": "Fail"}], "Default": "Fail"},
              "Fail": {"Type": "Fail", "Error": %1$s, "Cause": %1$s}}}""".formatted(json);

        Chromium.Tab tab = open(runs.page(definition, "{\"Note\": " + json + ", " + json + ": 1}"));

        assertThat(tab.problems()).isEmpty();
        assertThat(tab.requests()).hasSize(1);
        assertThat(tab.text("document.querySelector('.error strong').textContent"))
                .isEqualTo(text.replace("\u2028", "\\u2028").replace("\u202e", "\\u202e"));
        assertThat(tab.text("document.querySelector('summary h3').textContent")).isEqualTo("All'\"<b>");
        assertThat(tab.evaluate("['img', 'b', 'iframe', 'main h1', '.timeline svg svg', 'script + script']"
                        + ".filter(one => document.querySelector(one))"))
                .isEmpty();
        assertThat(tab.evaluate("[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())"
                        + ".filter(name => name.startsWith('on'))"))
                .isEmpty();
    }

    @Test
    void contentSecurityPolicyBlocksOtherScripts() throws Exception {
        Chromium.Tab tab = open(failedPipeline()
                .replace(
                        "</main>",
                        "<script>document.title = 'mine'</script>"
                                + "<img src=\"http://127.0.0.1:9/x\" onerror=\"document.title = 'mine'\"></main>"));

        assertThat(tab.text("document.title")).isEqualTo("sales-report-1: failed");
        assertThat(tab.problems()).isNotEmpty().allMatch(problem -> problem.contains("Content Security Policy"));
    }

    @Test
    void sixtyStatesAreReadable() throws Exception {
        Chromium.Tab tab = open(runs.page(Runs.large(60), "{\"mode\": \"special 3\"}"));

        assertThat(texts(tab, ".graph a")).hasSize(60);
        assertThat(tab.problems()).isEmpty();
        assertThat(tab.text("""
            (() => {
              const boxes = [...document.querySelectorAll('.graph .node')].map(one => one.getBoundingClientRect());
              return boxes.filter((a, i) => boxes.some((b, j) => i < j
                && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
            })()""")).as("states that cover one another").isEqualTo("0");
        assertThat(tab.evaluate("document.querySelector('.graph').getBoundingClientRect().height")
                        .asInt())
                .isLessThan(900);
        assertThat(tab.evaluate("Math.min(...[...document.querySelectorAll('.graph text')]"
                                + ".map(one => one.getBoundingClientRect().height))")
                        .asDouble())
                .isGreaterThan(10);
    }

    @Test
    void picturesExist() throws Exception {
        Chromium.Tab pipeline = open(failedPipeline());
        picture(pipeline, "run-page-light.png", "light", 1000, 1900, "");
        picture(pipeline, "run-page-dark.png", "dark", 1000, 1100, "timeline");
        picture(pipeline, "run-page-narrow.png", "light", 400, 1100, "timeline");
        picture(
                open(runs.page(Runs.large(60), "{\"mode\": \"special 3\"}")),
                "run-page-60-states.png",
                "light",
                1000,
                1500,
                "graph");
    }

    /** Fonts differ between machines, so pictures are not compared. */
    private void picture(Chromium.Tab tab, String name, String scheme, int width, int height, String from)
            throws IOException {
        tab.prefer(scheme);
        tab.size(width, height);
        tab.evaluate(from.isEmpty() ? "scrollTo(0, 0)" : "document.getElementById('" + from + "').scrollIntoView()");
        Path golden = PICTURES.resolve(name);
        Path taken = "write".equals(System.getProperty("golden")) ? golden : directory.resolve(name);
        tab.screenshot(taken);
        assertThat(golden).exists();
        assertThat(Files.size(taken)).isBetween(10_000L, 300_000L);
    }
}
