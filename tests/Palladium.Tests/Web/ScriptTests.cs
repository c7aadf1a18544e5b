using System.ComponentModel;
using System.Diagnostics;

namespace Palladium.Tests.Web;

public sealed class ScriptTests
{
    [Fact]
    public async Task The_scripts_of_the_console_pass_their_own_tests()
    {
        var folder = Path.Combine(Root(), "src", "Palladium.Web");
        var start = new ProcessStartInfo("node", ["--test", "js-tests/"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Assert.Skip("node is not installed");
        }

        using (process)
        {
            var cancellation = TestContext.Current.CancellationToken;
            var errors = process!.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            Assert.True(process.ExitCode == 0, output + await errors);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Palladium.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
