using System.Text;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>Columns as SQL writes them, so that nobody has to quote them in a console: <c>created_at</c>.</summary>
internal static class SnakeCase
{
    public static void Columns(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Of(property.Name));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(
                    $"ix_{entity.GetTableName()}_{string.Join('_', index.Properties.Select(p => Of(p.Name)))}");
        }
    }

    public static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}
