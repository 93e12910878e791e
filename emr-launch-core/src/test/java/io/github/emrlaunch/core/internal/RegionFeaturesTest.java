package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RegionFeaturesTest {
    /** The table of docs/regions.md is generated from cfn-lint and compared with it in each build. */
    @Test
    void regionsWithoutSnapStartMatchDocumentation() throws IOException {
        String row = Files.readAllLines(Path.of("../docs/regions.md")).stream()
                .filter(line -> line.startsWith("| `AWS::Lambda::Function` | `E2530` |"))
                .findFirst()
                .orElseThrow();
        List<String> regions = Pattern.compile("`([a-z]+-[a-z-]+-\\d)`")
                .matcher(row)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        assertThat(RegionFeatures.WITHOUT_SNAP_START).containsExactlyInAnyOrderElementsOf(regions);
    }
}
