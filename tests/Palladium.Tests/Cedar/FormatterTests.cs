using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

public sealed class FormatterTests
{
    [Fact]
    public void Policies_are_laid_out_with_their_comments()
    {
        const string text = """
            // head
            @a("x") // behind an annotation
            @b
            permit(principal, // who
             action in [Action::"a",Action::"b"], // why
            resource in Folder::"x") when { // c1
             // c2
             principal.a == 1 && // and
             resource has x } // after
             // last
            ; // end
             // behind everything

            """;
        const string expected = """
            // head
            @a("x") // behind an annotation
            @b
            permit (
              principal, // who
              action in [Action::"a", Action::"b"], // why
              resource in Folder::"x"
            )
            when
            { // c1
              // c2
              principal.a == 1 && // and
              resource has x
            } // after
            // last
            ; // end
            // behind everything

            """;

        Assert.Equal(expected, CedarFormatter.Format(text, "f").Value);
    }

    [Theory]
    [InlineData("permit(principal,action,resource)when{true};", "permit (principal, action, resource)\nwhen { true };\n")]
    [InlineData("permit(principal is U,action,resource);", "permit (\n  principal is U,\n  action,\n  resource\n);\n")]
    [InlineData("forbid(principal,action,resource)unless{{a:1,\"b c\":[2,-3]}==context.x.y(  )};", null)]
    [InlineData("forbid(principal,action,resource)unless{{a:1,\"b c\":[2,-3]}==context[\"x\"]};", "forbid (principal, action, resource)\nunless { { a: 1, \"b c\": [2, -3] } == context[\"x\"] };\n")]
    [InlineData("// alone\n", "\n// alone\n")]
    public void One_layout_for_each_form(string text, string? expected) => Assert.Equal(expected, CedarFormatter.Format(text, "f").Value);

    [Fact]
    public void What_is_formatted_stays_as_it_is_and_means_the_same()
    {
        var files = CorpusCases.Unpack(TestData.Require("cedar/corpus-part.tar.gz"));
        var width = 0;
        foreach (var (name, text) in files.Where(f => f.Key.EndsWith(".cedar", StringComparison.Ordinal)))
        {
            width = (width + 7) % 100;
            var formatted = CedarFormatter.Format(text, name, width).Value!;
            Assert.Equal(formatted, CedarFormatter.Format(formatted, name, width).Value);
            Assert.Equal(PolicySet.Parse(text, name).Value!.ToText(), PolicySet.Parse(formatted, name).Value?.ToText());
        }
    }
}
