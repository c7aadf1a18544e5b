namespace Palladium.Tests.City;

/// <summary>The npm packages of <c>demo/</c>, which <c>npm ci</c> puts there.</summary>
internal static class DemoPackages
{
    public static string Require(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Palladium.slnx")))
            {
                var found = Path.Combine(folder.FullName, "demo", "node_modules", path);
                if (Path.Exists(found))
                {
                    return found;
                }

                break;
            }
        }

        Assert.Skip($"demo/node_modules/{path} is absent; run 'npm ci' in demo/");
        return "";
    }
}
